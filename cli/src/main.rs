//! The `kontrakt` command.

use std::io::IsTerminal;
use std::process::ExitCode;

use kontrakt_allocator::Allocator;
use kontrakt_cli::{Streams, run};

#[global_allocator]
static ALLOCATOR: Allocator = Allocator;

fn main() -> ExitCode {
    kontrakt_allocator::give_back_at_once();
    let (stdin, stdout, stderr) = (std::io::stdin(), std::io::stdout(), std::io::stderr());
    let mut streams = Streams {
        output_is_terminal: stdout.is_terminal(),
        errors_is_terminal: stderr.is_terminal(),
        input: &mut stdin.lock(),
        output: &mut stdout.lock(),
        errors: &mut stderr.lock(),
    };
    ExitCode::from(run(std::env::args_os(), &mut streams))
}
