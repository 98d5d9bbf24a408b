//! The command line.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use kontrakt_validator::Clock;

/// Contracts from OpenAPI descriptions: Rust code that follows them, payloads checked against them.
#[derive(Parser)]
#[command(name = "kontrakt", version, after_help = EXIT_CODES)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

const EXIT_CODES: &str = "\
Exit codes:
  0  clean
  1  violations, or generated files that are stale
  2  wrong usage, or a file that cannot be read or written
  3  a broken description";

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Write a crate for each description in kontrakt.toml, or for one description
    #[command(after_help = GENERATE_EXAMPLES)]
    Generate(Generate),
    /// Check payloads or whole HTTP exchanges
    #[command(after_help = VALIDATE_EXAMPLES)]
    Validate(Validate),
    /// List the value lists of a description with their meanings, or check values
    #[command(after_help = ENUMS_EXAMPLES)]
    Enums(Enums),
    /// Report what is wrong with a description
    #[command(after_help = CHECK_EXAMPLES)]
    Check(Check),
    /// Print a JSON Schema: of the reports that `--format json` writes, or of kontrakt.toml
    #[command(
        after_help = "Examples:\n  kontrakt schema report > report.schema.json\n  kontrakt schema config > kontrakt.schema.json    for editors"
    )]
    Schema {
        /// What the schema is of
        #[arg(default_value = "report")]
        of: SchemaOf,
    },
    /// Print a completion script for a shell
    #[command(
        after_help = "Example:\n  kontrakt completions bash > ~/.local/share/bash-completion/completions/kontrakt"
    )]
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

const GENERATE_EXAMPLES: &str = "\
Examples:
  kontrakt generate                                  every crate that kontrakt.toml names
  kontrakt generate --check                          fail when a checked-in crate is stale
  kontrakt generate api.yaml --out client --only client
  kontrakt generate api.yaml --out client --include tag=orders --exclude 'path=/admin*'
  kontrakt generate api.yaml --dump plan             what would be generated, as JSON";

const VALIDATE_EXAMPLES: &str = "\
Examples:
  kontrakt validate api.yaml createOrder order.json
  kontrakt validate api.yaml 'POST /orders' orders/*.json
  kontrakt validate api.yaml --schema '#/components/schemas/Item' item.json
  kontrakt validate api.yaml --schema Order order.xml    XML, read by its schema
  kontrakt validate api.yaml --parameters listOrders parameters.json
  kontrakt validate api.yaml createOrder orders.jsonl
  kontrakt validate api.yaml --exchanges recorded.har by-hand.http
  curl -s https://example.com/order | kontrakt validate api.yaml createOrder - --format json";

const ENUMS_EXAMPLES: &str = "\
Examples:
  kontrakt enums api.yaml                            every value list
  kontrakt enums api.yaml Category                   one list with its meanings
  kontrakt enums api.yaml Category 1 7               are these values in the list?";

const CHECK_EXAMPLES: &str = "\
Examples:
  kontrakt check api.yaml
  kontrakt check api.yaml --format json";

#[derive(Args)]
pub(crate) struct Generate {
    /// The description; without it, kontrakt.toml says what to generate
    pub(crate) spec: Option<PathBuf>,
    /// The folder that references may not leave; the description's own without it
    #[arg(long, value_name = "DIR", requires = "spec")]
    pub(crate) root: Option<PathBuf>,
    /// The folder of the crate that is written
    #[arg(long, value_name = "DIR", requires = "spec")]
    pub(crate) out: Option<PathBuf>,
    /// The crate's name; the folder's name without it
    #[arg(long, requires = "spec")]
    pub(crate) name: Option<String>,
    /// Generate only this part; may be repeated
    #[arg(long, value_name = "PART", requires = "spec")]
    pub(crate) only: Vec<Part>,
    /// Generate only these operations and what they reach: `tag=NAME`, `operation=ID` or
    /// `path=/PATH`, where `*` stands for any text; may be repeated
    #[arg(long, value_name = "CHOICE", requires = "spec")]
    pub(crate) include: Vec<String>,
    /// Leave these operations out; may be repeated
    #[arg(long, value_name = "CHOICE", requires = "spec")]
    pub(crate) exclude: Vec<String>,
    /// Apply an OpenAPI overlay to the description before it is read; may be repeated
    #[arg(long, value_name = "FILE", requires = "spec")]
    pub(crate) overlay: Vec<PathBuf>,
    /// Read a file in place of what a reference names, a URL or a file that is not there; may be
    /// repeated
    #[arg(long, value_name = "REFERENCE=FILE", requires = "spec", value_parser = mapping)]
    pub(crate) map: Vec<(String, PathBuf)>,
    /// The runtime crate: a version requirement, or a path that starts with `.` or `/`; without it
    /// the checkout that this command was built from, or the version of this command
    #[arg(long, value_name = "VERSION|PATH", requires = "spec")]
    pub(crate) runtime: Option<String>,
    /// Refuse a description with references that lead nowhere or only to each other, in place of taking
    /// any value there
    #[arg(long)]
    pub(crate) strict: bool,
    /// Write into a folder even though it holds files that kontrakt did not generate
    #[arg(long, requires = "out")]
    pub(crate) force: bool,
    /// The file that says what to generate
    #[arg(
        long,
        value_name = "FILE",
        default_value = "kontrakt.toml",
        conflicts_with = "spec"
    )]
    pub(crate) config: PathBuf,
    /// Write nothing; fail when a file is missing, stale or left over
    #[arg(long)]
    pub(crate) check: bool,
    /// Write nothing; print the model as JSON
    #[arg(long, value_name = "MODEL", conflicts_with = "check")]
    pub(crate) dump: Option<Dump>,
}

/// What a JSON Schema is printed of.
#[derive(Clone, Copy, ValueEnum, PartialEq, Eq)]
pub(crate) enum SchemaOf {
    /// The reports that `--format json` writes
    Report,
    /// kontrakt.toml
    Config,
}

/// A part of a generated crate.
#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Part {
    Types,
    Client,
    Server,
}

/// A model that `--dump` prints.
#[derive(Clone, Copy, ValueEnum, PartialEq, Eq)]
pub(crate) enum Dump {
    /// The resolved description
    Api,
    /// The Rust decisions
    Plan,
}

/// Which way payloads go.
#[derive(Clone, Copy, ValueEnum, PartialEq, Eq)]
pub(crate) enum Direction {
    Request,
    Response,
}

#[derive(Args)]
pub(crate) struct Validate {
    #[command(flatten)]
    pub(crate) spec: SpecOptions,
    /// An operationId or `METHOD /path`, then the payloads; with --schema, --parameters or
    /// --exchanges only payloads. `-` is standard input
    #[arg(required = true, value_name = "OPERATION|PAYLOAD")]
    pub(crate) names: Vec<String>,
    /// Check against the schema at this JSON pointer of the description in place of an operation
    #[arg(long, value_name = "POINTER")]
    pub(crate) schema: Option<String>,
    /// Which way the payloads go: members that go only the other way (`readOnly`, `writeOnly`) may
    /// be missing and are not looked at. With --schema; an operation says it by itself
    #[arg(long, value_name = "DIRECTION", requires = "schema")]
    pub(crate) direction: Option<Direction>,
    /// The media type of the payloads, such as application/xml; else their names tell it
    #[arg(long, value_name = "TYPE")]
    pub(crate) media_type: Option<String>,
    /// Check objects of the parameters of this operation, by name
    #[arg(long, value_name = "OPERATION", conflicts_with = "schema")]
    pub(crate) parameters: Option<String>,
    /// Check whole HTTP exchanges: HTTP archives (`.har`), or requests and responses as HTTP/1.1
    /// writes them, with lines that begin with `###` between exchanges
    #[arg(long, conflicts_with_all = ["schema", "parameters", "lines"])]
    pub(crate) exchanges: bool,
    /// Take each line as a payload, as in files named `.jsonl` or `.ndjson`
    #[arg(long)]
    pub(crate) lines: bool,
    /// What rules take for the present, such as `2026-11-22T10:00:00+01:00`; the system's clock
    /// without it
    #[arg(long, value_name = "TIME", value_parser = clock)]
    pub(crate) now: Option<Clock>,
    #[command(flatten)]
    pub(crate) report: ReportOptions,
}

fn clock(text: &str) -> Result<Clock, String> {
    Clock::at(text).ok_or_else(|| "a time is written like `2026-11-22T10:00:00Z`".to_owned())
}

#[derive(Args)]
pub(crate) struct Enums {
    #[command(flatten)]
    pub(crate) spec: SpecOptions,
    /// A value list: its component name, or its JSON pointer
    pub(crate) name: Option<String>,
    /// Values to look up in the list
    pub(crate) values: Vec<String>,
    #[command(flatten)]
    pub(crate) report: ReportOptions,
}

#[derive(Args)]
pub(crate) struct Check {
    #[command(flatten)]
    pub(crate) spec: SpecOptions,
    #[command(flatten)]
    pub(crate) report: ReportOptions,
}

/// Which description is read, and from where it may read others.
#[derive(Args, Clone)]
pub(crate) struct SpecOptions {
    /// The description, in YAML or JSON
    pub(crate) spec: PathBuf,
    /// The folder that references may not leave; the description's own without it
    #[arg(long, value_name = "DIR")]
    pub(crate) root: Option<PathBuf>,
    /// Apply an OpenAPI overlay to the description before it is read; may be repeated
    #[arg(long, value_name = "FILE")]
    pub(crate) overlay: Vec<PathBuf>,
    /// Read a file in place of what a reference names, a URL or a file that is not there; may be
    /// repeated
    #[arg(long, value_name = "REFERENCE=FILE", value_parser = mapping)]
    pub(crate) map: Vec<(String, PathBuf)>,
    /// Whether a reference that leads to nothing is an error, or a warning and any value
    #[arg(skip = true)]
    pub(crate) strict: bool,
    /// Whether a document that cannot be reached is an error as well
    #[arg(skip)]
    pub(crate) complete: bool,
}

/// A reference and the file that is read for it. A URL may have `=` in it, a file may not.
fn mapping(text: &str) -> Result<(String, PathBuf), String> {
    match text.rsplit_once('=') {
        Some((reference, file)) if !reference.is_empty() && !file.is_empty() => {
            Ok((reference.to_owned(), PathBuf::from(file)))
        }
        _ => Err("write REFERENCE=FILE".to_owned()),
    }
}

/// How a report is shown.
#[derive(Args, Clone, Copy)]
pub(crate) struct ReportOptions {
    /// The form of the report
    #[arg(long, default_value = "human")]
    pub(crate) format: Format,
    /// Whether the report is coloured
    #[arg(long, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq)]
pub(crate) enum Format {
    /// For people
    Human,
    /// For programs; `kontrakt schema` prints its JSON Schema
    Json,
    /// SARIF 2.1.0, which code scanners and editors read
    Sarif,
    /// JUnit XML, which test reports read: a test case for each text
    Junit,
    /// Annotations of a GitHub workflow
    Github,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    Always,
    Never,
}

impl Part {
    /// The word for it on the command line.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Part::Types => "types",
            Part::Client => "client",
            Part::Server => "server",
        }
    }
}

impl ReportOptions {
    /// Whether to colour a report on an output that is a terminal or not.
    pub(crate) fn colored(self, is_terminal: bool) -> bool {
        match self.color {
            Color::Always => true,
            Color::Never => false,
            // https://no-color.org: any value that is not empty.
            Color::Auto => {
                is_terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
        }
    }
}
