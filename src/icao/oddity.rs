//! What can be odd in a file from outside: one macro, so that every kind of file names its oddities in one way.

/// An enum `Oddity` of a code and words each, the code being its form in reports.
macro_rules! oddities {
    ($(#[$outer:meta])* { $($(#[$doc:meta])* $variant:ident = $code:literal, $words:literal;)* }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
        #[serde(into = "&'static str")]
        pub enum Oddity { $($(#[$doc])* $variant,)* }

        impl Oddity {
            /// All of them, in the order of their codes.
            pub const ALL: &[Oddity] = &[$(Oddity::$variant),*];

            /// The code, a letter or two and two digits.
            pub const fn code(self) -> &'static str {
                match self { $(Oddity::$variant => $code),* }
            }

            /// What it means, as part of a sentence.
            pub const fn words(self) -> &'static str {
                match self { $(Oddity::$variant => $words),* }
            }
        }

        impl From<Oddity> for &'static str {
            fn from(oddity: Oddity) -> Self {
                oddity.code()
            }
        }
    };
}
