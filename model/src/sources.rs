//! The texts of a run, by id.

use crate::finding::{Finding, Place, SourceId};
use crate::source::{Source, Span};

/// Every text that was read, in the order of reading; a [`SourceId`] is an index into it.
#[derive(Debug, Default)]
pub struct Sources {
    sources: Vec<Source>,
    /// Texts that were put into another one, with the offset from which on its places are theirs.
    annexes: Vec<Annex>,
}

#[derive(Debug)]
struct Annex {
    host: SourceId,
    start: u32,
    source: SourceId,
}

impl Sources {
    /// No texts yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text.
    pub fn add(&mut self, source: Source) -> SourceId {
        self.sources.push(source);
        SourceId(self.sources.len() as u32 - 1)
    }

    /// The text with an id.
    ///
    /// # Panics
    ///
    /// If the id is of another table.
    pub fn get(&self, id: SourceId) -> &Source {
        &self.sources[id.0 as usize]
    }

    /// Makes room behind the places of `host` for those of `source`, of which parts are put into
    /// what is read from `host`. Gives the distance from places in `source` to these.
    pub(crate) fn annex(&mut self, host: SourceId, source: SourceId) -> u32 {
        let last = self.annexes.iter().rev().find(|annex| annex.host == host);
        let (start, before) = last.map_or((0, host), |annex| (annex.start, annex.source));
        let length = Span::new(0, self.get(before).text().len() + 1).end;
        let start = start.saturating_add(length);
        self.annexes.push(Annex {
            host,
            start,
            source,
        });
        start
    }

    /// Where a place really is: that of a value which an overlay put into a description is in the
    /// overlay.
    pub fn origin(&self, place: Place) -> Place {
        let annex = self.annexes.iter().rev();
        let mut annex = annex.filter(|it| it.host == place.source && it.start <= place.span.start);
        match annex.next() {
            Some(annex) => Place {
                source: annex.source,
                span: Span {
                    start: place.span.start - annex.start,
                    end: place.span.end.saturating_sub(annex.start),
                },
            },
            None => place,
        }
    }

    /// Whether places may be elsewhere than they say.
    pub fn has_annexes(&self) -> bool {
        !self.annexes.is_empty()
    }

    /// Makes every place of a finding the real one.
    pub fn settle(&self, finding: &mut Finding) {
        let related = finding.related.iter_mut().map(|label| &mut label.place);
        let fixes = finding.fixes.iter_mut().map(|fix| &mut fix.place);
        for place in finding.place.iter_mut().chain(related).chain(fixes) {
            *place = self.origin(*place);
        }
    }

    /// The texts with their ids.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &Source)> {
        (0..).map(SourceId).zip(&self.sources)
    }
}
