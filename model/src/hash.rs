//! The tables whose order never shows. Their hasher is quick for short keys, and seeded anew in each run.

pub use foldhash::{HashMap, HashSet};
