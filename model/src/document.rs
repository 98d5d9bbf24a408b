//! A description in 3.1 meaning, with the documents that it refers to.

mod assemble;
mod inheritance;
mod inner;
mod openapiv3;

use serde_json::Value as Json;

use crate::finding::{Diagnostics, Place, SourceId};
use crate::hash::HashMap;
use crate::loader::Loader;
use crate::node::{Node, pointer_tokens, push_pointer};
use crate::reference;
use crate::sources::Sources;

/// A description whose schemas mean what they mean in OpenAPI 3.1, whatever version it states, and
/// every other document that it refers to.
///
/// Values keep the places of what they were made of. References within the description are
/// rewritten to one form: `#/pointer` in the same document, and [`Document::uri`] before the `#` into
/// another. Keywords that cannot be understood are gone, and a finding tells of each.
#[derive(Debug)]
pub struct Document {
    openapi: String,
    /// The description first.
    files: Vec<File>,
    /// How many schemas there are, about.
    schemas: usize,
    /// The names and `$id`s under which files are known: file and pointer.
    names: HashMap<String, (usize, String)>,
}

#[derive(Debug)]
struct File {
    name: String,
    /// The URI that it states for itself (`$self`), from which its references start.
    uri: Option<String>,
    source: SourceId,
    root: Node,
    /// `$anchor`s and where they stand.
    anchors: HashMap<String, String>,
}

/// A value in one of the documents.
#[derive(Debug, Clone)]
pub struct Target<'a> {
    /// The document it is in.
    pub source: SourceId,
    /// The JSON pointer to it.
    pub pointer: String,
    /// The value.
    pub node: &'a Node,
}

impl Document {
    /// Upgrades a description that was parsed, and loads what it refers to.
    ///
    /// `None` when it is no OpenAPI description that can be read; a finding says why.
    pub fn read(
        root: Node,
        source: SourceId,
        loader: &dyn Loader,
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        assemble::assemble(root, source, loader, sources, diagnostics)
    }

    /// The version that the description is read as, such as `3.0.3`.
    pub fn openapi(&self) -> &str {
        &self.openapi
    }

    /// How many schemas there are in all documents, about.
    pub(crate) fn schemas(&self) -> usize {
        self.schemas
    }

    /// The source of the description itself.
    pub fn source(&self) -> SourceId {
        self.files[0].source
    }

    /// The description itself.
    pub fn root(&self) -> &Node {
        &self.files[0].root
    }

    /// The documents that the description refers to, by their names.
    pub(crate) fn others(&self) -> Vec<(SourceId, String)> {
        let others = self.files.iter().skip(1);
        others.map(|it| (it.source, it.name.clone())).collect()
    }

    /// The description as plain JSON.
    pub fn to_json(&self) -> Json {
        self.root().to_json()
    }

    /// Every document as plain JSON under the URI that references use for it, the description first.
    pub fn resources(&self) -> impl Iterator<Item = (String, Json)> {
        self.files
            .iter()
            .enumerate()
            .map(|(at, file)| (uri(at), file.root.to_json()))
    }

    /// The URI that stands for a document in references from others.
    pub fn uri(&self, source: SourceId) -> Option<String> {
        self.file(source).map(uri)
    }

    /// The document that a URI of [`Document::resources`] stands for.
    pub fn source_of(&self, uri: &str) -> Option<SourceId> {
        let (file, _) = self.names.get(uri)?;
        Some(self.files[*file].source)
    }

    /// The value at a JSON pointer in one of the documents.
    pub fn node(&self, source: SourceId, pointer: &str) -> Option<&Node> {
        self.files[self.file(source)?].root.pointer(pointer)
    }

    /// Where the value at a JSON pointer stands.
    pub fn locate(&self, source: SourceId, pointer: &str) -> Option<Place> {
        let span = self.node(source, pointer)?.span;
        Some(Place { source, span })
    }

    /// Where the name of the member at a JSON pointer stands.
    pub fn locate_key(&self, source: SourceId, pointer: &str) -> Option<Place> {
        let (parent, _) = pointer.rsplit_once('/')?;
        let name = pointer_tokens(&pointer[parent.len()..]).next()?;
        let member = self.node(source, parent)?.as_object()?.member(&name)?;
        Some(Place {
            source,
            span: member.name_span,
        })
    }

    /// What a reference in one of the documents leads to, if it is one that was loaded.
    pub fn follow(&self, source: SourceId, reference: &str) -> Option<Target<'_>> {
        let (file, pointer, node) = self.resolve(self.file(source)?, reference).ok()?;
        Some(Target {
            source: self.files[file].source,
            pointer,
            node,
        })
    }

    fn file(&self, source: SourceId) -> Option<usize> {
        // Files are added as they are read, so their ids ascend.
        self.files
            .binary_search_by_key(&source, |file| file.source)
            .ok()
    }

    /// The file that a reference in a file leads to, the pointer in it, and the value there.
    fn resolve(&self, from: usize, text: &str) -> Result<(usize, String, &Node), Failure> {
        let (document, fragment) = reference::split(text);
        let (file, base) = if document.is_empty() {
            (from, "")
        } else {
            let mut names = self.names_of(from, document).into_iter();
            let known = names.find_map(|name| self.names.get(&name));
            let (file, base) = known.ok_or(Failure::NotLoaded)?;
            (*file, base.as_str())
        };
        let raw = text.split_once('#').map_or("", |(_, fragment)| fragment);
        let File { root, anchors, .. } = &self.files[file];
        let pointer = |fragment: &str| {
            if fragment.is_empty() || fragment.starts_with('/') {
                Some(format!("{base}{fragment}"))
            } else {
                anchors.get(fragment).cloned()
            }
        };
        // What looks percent-encoded may be the name itself.
        let target = [&fragment, raw]
            .into_iter()
            .find_map(|fragment| navigate(root, pointer(fragment)?));
        match target {
            Some((pointer, node)) => Ok((file, pointer, node)),
            None => Err(Failure::NoTarget {
                file,
                pointer: fragment.into_owned(),
            }),
        }
    }

    /// The names that a document has which a file refers to: by the URI that the file states for
    /// itself, if it does, and last by where the file lies.
    fn names_of(&self, from: usize, document: &str) -> Vec<String> {
        let File { name, uri, .. } = &self.files[from];
        let bases = uri.iter().chain([name]);
        bases.map(|base| reference::join(base, document)).collect()
    }

    /// The one form of a reference.
    fn canonical(&self, from: usize, file: usize, pointer: &str) -> String {
        let fragment = reference::encode_fragment(pointer);
        if from == file {
            format!("#{fragment}")
        } else {
            format!("{}#{fragment}", uri(file))
        }
    }
}

/// Why a reference leads nowhere.
enum Failure {
    /// Its document is not among those loaded.
    NotLoaded,
    /// Its document has no such value.
    NoTarget { file: usize, pointer: String },
}

fn uri(file: usize) -> String {
    format!("kontrakt:/document/{file}")
}

/// Goes along a pointer, also where the upgrade put a schema into the first branch of an `anyOf`
/// beside `null`, and gives the pointer as it is now.
fn navigate(root: &Node, pointer: String) -> Option<(String, &Node)> {
    // In most, every token leads on as it is, and is written in the one way.
    if !pointer.contains('~')
        && let Some(node) = root.pointer(&pointer)
    {
        return Some((pointer, node));
    }
    let mut node = root;
    let mut actual = String::with_capacity(pointer.len());
    for token in pointer_tokens(&pointer) {
        node = match node.child(&token) {
            Some(child) => child,
            None => {
                let wrapped = node.get("anyOf")?.child("0")?;
                actual.push_str("/anyOf/0");
                wrapped.child(&token)?
            }
        };
        push_pointer(&mut actual, &token);
    }
    Some((actual, node))
}

/// The pointer whose last token is nearest to that of a pointer without target.
fn nearest(root: &Node, pointer: &str) -> Option<String> {
    let (parent, _) = pointer.rsplit_once('/')?;
    let wanted = pointer_tokens(&pointer[parent.len()..]).next()?;
    let object = root.pointer(parent)?.as_object()?;
    let name =
        crate::nearest::nearest(&wanted, object.members().iter().map(|member| &*member.name))?;
    let mut found = format!("#{parent}");
    push_pointer(&mut found, name);
    Some(found)
}

#[cfg(test)]
mod tests;
