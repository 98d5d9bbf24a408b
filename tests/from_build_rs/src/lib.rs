//! The API of a shelf of books, made by the build script.

include!(concat!(env!("OUT_DIR"), "/kontrakt.rs"));
