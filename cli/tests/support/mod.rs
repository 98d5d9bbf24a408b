//! Runs the command in a folder of its own.

#![allow(
    clippy::expect_used,
    reason = "without the folder or the command there is nothing to test"
)]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A small contract.
pub(crate) const SPEC: &str = "\
openapi: 3.0.3
info: {title: t, version: '1'}
paths:
  /orders:
    post:
      operationId: createOrder
      requestBody:
        required: true
        content:
          application/json:
            schema: {$ref: '#/components/schemas/Order'}
      responses:
        '200': {description: ok}
components:
  schemas:
    Order:
      type: object
      required: [id]
      properties:
        id: {type: integer}
        kind: {$ref: '#/components/schemas/Kind'}
        note: {type: string}
    Kind:
      type: string
      enum: [wine, juice]
      x-enum-descriptions: [Wein, Saft]
";

/// A temporary folder to run in.
pub(crate) struct Folder(tempfile::TempDir);

/// What a run gave.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// The exit code.
    pub(crate) code: i32,
    /// Standard output.
    pub(crate) output: String,
    /// Standard error.
    pub(crate) errors: String,
}

impl Folder {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Folder(tempfile::tempdir().expect("a temporary folder"))
    }

    /// A folder with [`SPEC`] as `api.yaml`.
    pub(crate) fn with_spec() -> Self {
        let folder = Self::new();
        folder.write("api.yaml", SPEC);
        folder
    }

    /// The folder.
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// Writes a file, and the folders it is in.
    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder above")).expect("a folder");
        std::fs::write(&path, content).expect("a file");
        path
    }

    /// The command, to be run here.
    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kontrakt"));
        command
            .args(arguments)
            .current_dir(self.path())
            .env_remove("NO_COLOR");
        command
    }

    /// Runs the command here.
    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        self.run_with_input(arguments, b"")
    }

    /// Runs the command here with this on its standard input.
    pub(crate) fn run_with_input(&self, arguments: &[&str], input: &[u8]) -> Run {
        let mut child = self
            .command(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the command runs");
        // A command that does not read its input closes it; that is its right.
        let _ = child.stdin.take().expect("its input").write_all(input);
        let output = child.wait_with_output().expect("its output");
        Run {
            code: output.status.code().expect("an exit code"),
            output: String::from_utf8(output.stdout).expect("output in UTF-8"),
            errors: String::from_utf8(output.stderr).expect("errors in UTF-8"),
        }
    }

    /// Checks a payload against `createOrder`.
    pub(crate) fn validate(&self, payload: impl AsRef<[u8]>) -> Run {
        self.write("payload.json", payload);
        self.run(&["validate", "api.yaml", "createOrder", "payload.json"])
    }
}

impl Run {
    /// Asserts the exit code, and that the output has these pieces.
    #[track_caller]
    pub(crate) fn is(&self, code: i32, pieces: &[&str]) {
        assert_eq!(self.code, code, "{self:#?}");
        for piece in pieces {
            assert!(self.output.contains(piece), "no {piece:?} in {self:#?}");
        }
        assert_eq!(self.errors, "");
    }

    /// Asserts a failure that is told on standard error.
    #[track_caller]
    pub(crate) fn fails(&self, code: i32, pieces: &[&str]) {
        assert_eq!(self.code, code, "{self:#?}");
        for piece in pieces {
            assert!(self.errors.contains(piece), "no {piece:?} in {self:#?}");
        }
        assert_eq!(self.output, "");
    }
}
