//! tests/from_build_rs
