//! `nudge`: an MSN Messenger server, and the commands that look after it.

mod assembly;
mod backup;
mod bounds;
mod chat;
mod cli;
mod config;
mod control;
mod data;
mod doctor;
mod machine;
mod mail;
mod operator;
mod ops;
mod own_address;
mod serve;
mod terminal;

use std::io;
use std::process::ExitCode;

use clap::Parser as _;
use mimalloc::MiMalloc;

/// Faster than most systems' own where many threads allocate, and it gives memory back.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    match cli::Cli::parse().run() {
        Ok(ending) => ending.into(),
        // `nudge ... | head` is no failure.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            terminal::complain(format_args!("nudge: {error:#}"));
            cli::Ending::from(&error).into()
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| error.kind() == io::ErrorKind::BrokenPipe)
}
