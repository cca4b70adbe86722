//! Reads Rust source with `syn` and lists what it names: paths, macros, unsafe code, modules.
//!
//! Bodies of macro calls are no syntax to `syn`; their tokens are searched for paths and macro names instead.

use std::collections::BTreeMap;

use proc_macro2::{Span, TokenStream, TokenTree};
use syn::spanned::Spanned;
use syn::visit::{self, Visit};

/// A path that a file names: its segments made absolute where the file's imports say so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// The segments; the first is `crate` for this crate's own rooms.
    pub segments: Vec<String>,
    /// The line it begins on.
    pub line: usize,
    /// Whether it stands in a `use`.
    pub import: bool,
    /// Whether it ends in `*`.
    pub glob: bool,
}

/// Everything of interest in one file.
#[derive(Debug, Default)]
pub struct Source {
    /// The paths named.
    pub paths: Vec<Named>,
    /// The macros called, with their lines.
    pub macros: Vec<(String, usize)>,
    /// Where something is unsafe, and what.
    pub unsafety: Vec<(&'static str, usize)>,
    /// The modules declared, with their lines.
    pub modules: Vec<(String, usize)>,
    /// Items that are not modules, at the top of the file, with their lines.
    pub other_items: Vec<usize>,
}

/// Reads one file. `module` is its place in the crate, such as `["ledger", "tree"]`;
/// `own` is a name by which the crate may also call itself.
pub fn read(code: &str, module: &[String], own: Option<&'static str>) -> Result<Source, syn::Error> {
    let file = syn::parse_file(code)?;
    let mut reader = Reader { module: module.to_vec(), own, imports: BTreeMap::new(), source: Source::default() };
    reader.visit_file(&file);
    let is_module = |item: &&syn::Item| !matches!(item, syn::Item::Mod(m) if m.content.is_none());
    reader.source.other_items = file.items.iter().filter(is_module).map(|item| line(item.span())).collect();
    let Reader { imports, mut source, .. } = reader;
    for named in &mut source.paths {
        let replacement = named.segments.first().and_then(|first| imports.get(first)).cloned();
        if let Some(full) = replacement.filter(|_| !named.import) {
            named.segments.splice(0..1, full);
        }
    }
    Ok(source)
}

struct Reader {
    module: Vec<String>,
    own: Option<&'static str>,
    imports: BTreeMap<String, Vec<String>>,
    source: Source,
}

fn line(span: Span) -> usize {
    span.start().line
}

impl Reader {
    /// `crate`, `self`, `super` and this package's own name made one form: `crate::…`.
    fn absolute(&self, segments: Vec<String>) -> Vec<String> {
        let mut base = self.module.clone();
        let mut rest = segments.as_slice();
        match rest.first().map(String::as_str) {
            Some("crate") => base.clear(),
            Some(name) if Some(name) == self.own => base.clear(),
            Some("self") => {}
            Some("super") => {
                base.pop();
            }
            _ => return segments,
        }
        rest = &rest[1..];
        while rest.first().is_some_and(|s| s == "super") {
            base.pop();
            rest = &rest[1..];
        }
        std::iter::once("crate".to_owned()).chain(base).chain(rest.iter().cloned()).collect()
    }

    fn name(&mut self, segments: Vec<String>, at: Span, import: bool, glob: bool) {
        let segments = self.absolute(segments);
        self.source.paths.push(Named { segments, line: line(at), import, glob });
    }

    fn tree(&mut self, before: &[String], tree: &syn::UseTree) {
        let with = |ident: &syn::Ident| before.iter().cloned().chain([ident.to_string()]).collect::<Vec<_>>();
        match tree {
            syn::UseTree::Path(path) => self.tree(&with(&path.ident), &path.tree),
            syn::UseTree::Group(group) => group.items.iter().for_each(|item| self.tree(before, item)),
            syn::UseTree::Glob(glob) => self.name(before.to_vec(), glob.span(), true, true),
            syn::UseTree::Name(name) => self.import(before, &name.ident, &name.ident),
            syn::UseTree::Rename(rename) => self.import(before, &rename.ident, &rename.rename),
        }
    }

    fn import(&mut self, before: &[String], ident: &syn::Ident, alias: &syn::Ident) {
        let mut segments = before.to_vec();
        let mut alias = alias.to_string();
        if ident != "self" || before.is_empty() {
            segments.push(ident.to_string());
        } else if alias == "self" {
            alias = before.last().cloned().unwrap_or_default();
        }
        let full = self.absolute(segments.clone());
        self.imports.insert(alias, full);
        self.name(segments, ident.span(), true, false);
    }

    /// Paths and macro names in the tokens of a macro's body.
    fn tokens(&mut self, stream: TokenStream) {
        let trees: Vec<TokenTree> = stream.into_iter().collect();
        let mut i = 0;
        while i < trees.len() {
            match &trees[i] {
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Ident(ident) => {
                    if ident == "unsafe" {
                        self.source.unsafety.push(("unsafe in a macro's body", line(ident.span())));
                    }
                    let mut segments = vec![ident.to_string()];
                    let (at, mut next) = (ident.span(), i + 1);
                    while let (Some(TokenTree::Punct(a)), Some(TokenTree::Punct(b)), Some(TokenTree::Ident(then))) =
                        (trees.get(next), trees.get(next + 1), trees.get(next + 2))
                    {
                        if a.as_char() != ':' || b.as_char() != ':' {
                            break;
                        }
                        segments.push(then.to_string());
                        next += 3;
                    }
                    if matches!(trees.get(next), Some(TokenTree::Punct(p)) if p.as_char() == '!') {
                        self.source.macros.push((segments.last().cloned().unwrap_or_default(), line(at)));
                    }
                    self.name(segments, at, false, false);
                    i = next - 1;
                }
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
            i += 1;
        }
    }

    fn unsafe_if(&mut self, found: Option<Span>, what: &'static str) {
        if let Some(span) = found {
            self.source.unsafety.push((what, line(span)));
        }
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        self.tree(&[], &item.tree);
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        let name = if item.ident == "self" { "crate".to_owned() } else { item.ident.to_string() };
        self.name(vec![name], item.span(), true, false);
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        self.source.modules.push((item.ident.to_string(), line(item.ident.span())));
        self.module.push(item.ident.to_string());
        visit::visit_item_mod(self, item);
        self.module.pop();
    }

    fn visit_vis_restricted(&mut self, _: &'ast syn::VisRestricted) {
        // `pub(crate)` and `pub(in …)` say who may see, not what is used.
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments = path.segments.iter().map(|s| s.ident.to_string()).collect();
        self.name(segments, path.span(), false, false);
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        if let Some(last) = call.path.segments.last() {
            self.source.macros.push((last.ident.to_string(), line(last.ident.span())));
        }
        self.tokens(call.tokens.clone());
        visit::visit_macro(self, call);
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        let path = attribute.path();
        let text = match &attribute.meta {
            syn::Meta::List(list) => list.tokens.to_string(),
            syn::Meta::Path(_) | syn::Meta::NameValue(_) => String::new(),
        };
        if path.is_ident("unsafe") {
            self.unsafe_if(Some(path.span()), "an unsafe attribute");
        }
        if (path.is_ident("allow") || path.is_ident("expect")) && text.contains("unsafe_code") {
            self.unsafe_if(Some(path.span()), "an allowance for unsafe code");
        }
    }

    fn visit_expr_unsafe(&mut self, block: &'ast syn::ExprUnsafe) {
        self.unsafe_if(Some(block.unsafe_token.span), "an unsafe block");
        visit::visit_expr_unsafe(self, block);
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        self.unsafe_if(signature.unsafety.map(|t| t.span), "an unsafe function");
        visit::visit_signature(self, signature);
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        self.unsafe_if(item.unsafety.map(|t| t.span), "an unsafe impl");
        visit::visit_item_impl(self, item);
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        self.unsafe_if(item.unsafety.map(|t| t.span), "an unsafe trait");
        visit::visit_item_trait(self, item);
    }

    fn visit_item_foreign_mod(&mut self, item: &'ast syn::ItemForeignMod) {
        self.unsafe_if(Some(item.abi.extern_token.span), "foreign functions");
        visit::visit_item_foreign_mod(self, item);
    }
}
