//! Keeps the embedded token's three entry points visible in every executable of
//! this package (binary, tests, doctests), so that the PKCS#11 client finds them
//! in the running program.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    for entry_point in ["C_GetFunctionList", "C_GetInterface", "C_GetInterfaceList"] {
        println!("cargo:rustc-link-arg=-Wl,--export-dynamic-symbol={entry_point}");
    }
}
