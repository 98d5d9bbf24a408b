//! generated/geisenheim
