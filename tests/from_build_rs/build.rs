//! Makes the API code from `openapi.yaml`.

fn main() {
    kontrakt_codegen::Builder::new("openapi.yaml").generate();
}
