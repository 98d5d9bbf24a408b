//! From a parsed root to a [`Document`]: loads, upgrades, and rewrites references to one form.

use std::collections::VecDeque;

use super::{Document, Failure, File, inheritance, inner, navigate, nearest, uri};
use crate::codes;
use crate::decode::decode;
use crate::finding::{Diagnostics, Finding, Once, Place, SourceId};
use crate::hash::{HashMap, HashSet};
use crate::loader::{LoadError, Loader};
use crate::node::{Node, pointer_tokens, push_pointer};
use crate::parse::parse;
use crate::reference;
use crate::source::Span;
use crate::sources::Sources;
use crate::structure::Kind;
use crate::upgrade::{self, Found};
use crate::version::{self, Version};

pub(super) fn assemble(
    root: Node,
    source: SourceId,
    loader: &dyn Loader,
    sources: &mut Sources,
    diagnostics: &mut Diagnostics,
) -> Option<Document> {
    let (version, openapi) = version::detect(&root, source, diagnostics)?;
    let document = Document {
        openapi,
        files: Vec::new(),
        schemas: 0,
        names: HashMap::default(),
    };
    let mut assembly = Assembly {
        document,
        versions: Vec::new(),
        refused: HashMap::default(),
        references: Vec::new(),
        known: HashMap::default(),
        entries: Vec::new(),
        loader,
        sources,
        findings: Once::new(diagnostics),
        noted: HashSet::default(),
    };
    let name = assembly.sources.get(source).name().to_string();
    assembly.add(name, source, root, version);
    assembly.upgrade_all();
    assembly.rewrite_all();
    if let Some(description) = assembly.document.files.first_mut() {
        inheritance::settle(&mut description.root);
    }
    Some(assembly.document)
}

struct Assembly<'a> {
    document: Document,
    /// Of each file.
    versions: Vec<Version>,
    /// The documents that could not be had, by their joined name.
    refused: HashMap<String, LoadError>,
    /// The references met so far, each text once a file.
    references: Vec<Reference>,
    known: HashMap<(usize, String), usize>,
    /// Where upgrading started.
    entries: Vec<Entry>,
    loader: &'a dyn Loader,
    sources: &'a mut Sources,
    findings: Once<'a>,
    /// Where a reference was noted.
    noted: HashSet<(usize, Span)>,
}

struct Reference {
    file: usize,
    text: String,
    kind: Kind,
    /// Where it stands first, and how often.
    span: Span,
    count: usize,
}

/// Where upgrading starts: a file, a pointer, and what stands there.
type Entry = (usize, String, Kind);

impl Assembly<'_> {
    fn add(&mut self, name: String, source: SourceId, mut root: Node, version: Version) -> usize {
        let file = self.document.files.len();
        let mut anchors = HashMap::default();
        let text = self.sources.get(source).text();
        if text.contains("$anchor") || text.contains("$dynamicAnchor") || text.contains("$id") {
            let mut pointer = String::new();
            collect_names(&root, &mut pointer, &mut anchors, &mut |id, pointer| {
                let name = reference::join(&name, id.trim_end_matches('#'));
                self.document.names.entry(name).or_insert((file, pointer));
            });
        }
        if inner::MARKS.iter().any(|mark| text.contains(mark)) {
            for inner in inner::references(&root, &name, &self.document.names) {
                if let Some(finding) = inner.apply(&mut root, |span| Place { source, span }) {
                    self.findings.push(finding);
                }
            }
        }
        let stated = root.get("$self").and_then(Node::as_str);
        let stated = stated.map(|stated| reference::join(&name, reference::split(stated).0));
        if let Some(stated) = &stated {
            self.document
                .names
                .insert(stated.clone(), (file, String::new()));
        }
        self.document.names.insert(uri(file), (file, String::new()));
        self.document
            .names
            .insert(reference::normal(&name), (file, String::new()));
        self.versions.push(version);
        self.document.files.push(File {
            name,
            uri: stated,
            source,
            root,
            anchors,
        });
        file
    }

    /// Upgrades the description, and every part of a document that something refers to.
    fn upgrade_all(&mut self) {
        let mut visited: HashSet<Entry> = HashSet::default();
        let mut waiting: VecDeque<Entry> = VecDeque::from([(0, String::new(), Kind::OpenApi)]);
        let mut unresolved: Vec<(usize, String)> = Vec::new();
        loop {
            let Some((file, pointer, kind)) = waiting.pop_front() else {
                // A document that was read since may state the URI that was meant for itself.
                let is_known =
                    |(file, text): &mut (usize, String)| self.document.resolve(*file, text).is_ok();
                let known: Vec<_> = unresolved.extract_if(.., is_known).collect();
                if known.is_empty() {
                    break;
                }
                let entries = known
                    .iter()
                    .filter_map(|(file, text)| self.entry(*file, text));
                let is_new = |entry: &Entry| !covered(entry) && visited.insert(entry.clone());
                waiting.extend(entries.filter(is_new));
                continue;
            };
            let source = self.document.files[file].source;
            let Some(node) = moved_mut(&mut self.document.files[file].root, &pointer) else {
                continue;
            };
            let mut found = Vec::new();
            self.document.schemas += upgrade::upgrade(
                node,
                kind,
                self.versions[file],
                source,
                &mut found,
                &mut self.findings,
            );
            for found in found {
                let Some((file, text)) = self.note(file, found) else {
                    continue;
                };
                self.load(file, &text);
                match self.entry(file, &text) {
                    Some(entry) if !covered(&entry) && visited.insert(entry.clone()) => {
                        waiting.push_back(entry);
                    }
                    Some(_) => {}
                    None => unresolved.push((file, text)),
                }
            }
            self.entries.push((file, pointer, kind));
        }
    }

    /// Where a reference leads.
    fn entry(&self, file: usize, text: &str) -> Option<Entry> {
        let (target, pointer, _) = self.document.resolve(file, text).ok()?;
        let reference = *self.known.get(&(file, text.to_owned()))?;
        let kind = self.references.get(reference)?.kind;
        Some((target, pointer, kind))
    }

    /// Remembers a reference; gives it back if it is new.
    fn note(&mut self, file: usize, found: Found) -> Option<(usize, String)> {
        if let Some(&at) = self.known.get(&(file, found.text.clone())) {
            let reference = &mut self.references[at];
            reference.count += usize::from(self.noted.insert((file, found.span)));
            // The same text can stand for different kinds; then each kind is upgraded.
            if reference.kind == found.kind {
                return None;
            }
            reference.kind = found.kind;
            return Some((file, found.text));
        }
        self.noted.insert((file, found.span));
        self.known
            .insert((file, found.text.clone()), self.references.len());
        self.references.push(Reference {
            file,
            text: found.text.clone(),
            kind: found.kind,
            span: found.span,
            count: 1,
        });
        Some((file, found.text))
    }

    /// Loads the document of a reference, unless it was tried before.
    fn load(&mut self, from: usize, text: &str) {
        let (document, _) = reference::split(text);
        if document.is_empty() {
            return;
        }
        let names = self.document.names_of(from, document);
        let is_known = |name: &String| {
            self.document.names.contains_key(name) || self.refused.contains_key(name)
        };
        if names.iter().any(is_known) {
            return;
        }
        let base = self.document.files[from].name.clone();
        let mut read = self.read(&base, document);
        // Nothing is fetched, but a file may be mapped to the URI that is meant.
        if let ([uri, _], Err(_)) = (names.as_slice(), &read)
            && let Ok(file) = self.read(&base, uri)
        {
            read = Ok(file);
        }
        for name in names {
            match &read {
                Ok(file) => {
                    self.document.names.insert(name, (*file, String::new()));
                }
                Err(error) => {
                    self.refused.insert(name, error.clone());
                }
            }
        }
    }

    fn read(&mut self, base: &str, document: &str) -> Result<usize, LoadError> {
        let loaded = self.loader.load(base, document)?;
        if let Some((file, _)) = self.document.names.get(&reference::normal(&loaded.name)) {
            return Ok(*file);
        }
        let unreadable = || LoadError("it cannot be read".into());
        let source = decode(&loaded.name, &loaded.bytes, None).map_err(|finding| {
            self.findings.push(finding);
            unreadable()
        })?;
        let id = self.sources.add(source);
        let root =
            parse(self.sources.get(id), id, self.findings.diagnostics()).ok_or_else(unreadable)?;
        let version = match root.get("openapi") {
            Some(_) => {
                version::detect(&root, id, self.findings.diagnostics())
                    .ok_or_else(unreadable)?
                    .0
            }
            None => self.versions[0],
        };
        Ok(self.add(loaded.name, id, root, version))
    }

    /// Resolves every reference, now that all is in its final place.
    fn rewrite_all(&mut self) {
        let mut canonical: Vec<HashMap<String, Option<String>>> =
            vec![HashMap::default(); self.document.files.len()];
        for reference in std::mem::take(&mut self.references) {
            let resolved = match self.document.resolve(reference.file, &reference.text) {
                Ok((file, pointer, _)) => {
                    Some(self.document.canonical(reference.file, file, &pointer))
                }
                Err(failure) => {
                    self.report(&reference, failure);
                    None
                }
            };
            // Most are in the one form already.
            if resolved.as_ref() != Some(&reference.text) {
                canonical[reference.file].insert(reference.text, resolved);
            }
        }
        for (file, pointer, kind) in std::mem::take(&mut self.entries) {
            if canonical[file].is_empty() {
                continue;
            }
            if let Some(node) = moved_mut(&mut self.document.files[file].root, &pointer) {
                upgrade::rewrite(node, kind, &canonical[file]);
            }
        }
    }

    fn report(&mut self, reference: &Reference, failure: Failure) {
        let Reference {
            text, span, file, ..
        } = reference;
        let source = self.document.files[*file].source;
        let place = Place {
            source,
            span: *span,
        };
        let mut finding = match failure {
            Failure::NotLoaded => {
                let (document, _) = reference::split(text);
                let names = self.document.names_of(*file, document);
                let consequence = match reference.kind {
                    Kind::Schema => "taken to allow anything",
                    _ => "left out",
                };
                let reason = names
                    .last()
                    .and_then(|name| self.refused.get(name))
                    .map(LoadError::to_string)
                    .unwrap_or_default();
                Finding::warning(
                    codes::UNREACHABLE_DOCUMENT,
                    format!("`{document}` is not read: {reason}"),
                )
                .at(place, consequence)
            }
            Failure::NoTarget { file, pointer } => {
                let finding = Finding::error(
                    codes::UNRESOLVED_REFERENCE,
                    format!("`{text}` does not exist"),
                )
                .at(place, "nothing is there");
                match nearest(&self.document.files[file].root, &pointer) {
                    Some(nearest) => finding.help(format!("there is `{nearest}`")),
                    None => finding,
                }
            }
        };
        if reference.count > 1 {
            finding = finding.help(format!(
                "the same reference stands at {} more places",
                reference.count - 1
            ));
        }
        self.findings.push(finding);
    }
}

/// Whether an entry is upgraded with the description anyway.
fn covered((file, pointer, kind): &Entry) -> bool {
    let mut tokens = pointer
        .strip_prefix("/components/")
        .unwrap_or_default()
        .split('/');
    let (group, name, rest) = (tokens.next(), tokens.next(), tokens.next());
    let child = group.and_then(|group| Kind::Components.child(group));
    *file == 0 && name.is_some() && rest.is_none() && child.is_some_and(|(_, child)| child == *kind)
}

/// The value at a pointer, wherever the upgrade moved it.
fn moved_mut<'a>(root: &'a mut Node, pointer: &str) -> Option<&'a mut Node> {
    let (pointer, _) = navigate(root, pointer.to_owned())?;
    pointer_tokens(&pointer).try_fold(root, |node, token| node.child_mut(&token))
}

/// Finds every `$anchor` and `$id` of a tree.
fn collect_names(
    node: &Node,
    pointer: &mut String,
    anchors: &mut HashMap<String, String>,
    id: &mut dyn FnMut(&str, String),
) {
    let length = pointer.len();
    if let Some(object) = node.as_object() {
        for member in object.members() {
            match (&*member.name, member.value.as_str()) {
                ("$anchor" | "$dynamicAnchor", Some(name)) => {
                    anchors
                        .entry(name.to_string())
                        .or_insert_with(|| pointer.clone());
                }
                ("$id", Some(name)) => id(name, pointer.clone()),
                _ => {}
            }
            push_pointer(pointer, &member.name);
            collect_names(&member.value, pointer, anchors, id);
            pointer.truncate(length);
        }
    }
    for (at, item) in node.as_array().unwrap_or_default().iter().enumerate() {
        push_pointer(pointer, &at.to_string());
        collect_names(item, pointer, anchors, id);
        pointer.truncate(length);
    }
}
