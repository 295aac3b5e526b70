//! The program as a user or a script meets it: what it prints where, how it ends, what it leaves behind.

#[cfg(test)]
mod accounts;
#[cfg(test)]
#[cfg(unix)]
mod api;
#[cfg(test)]
#[cfg(unix)]
mod backup;
#[cfg(test)]
#[cfg(unix)]
mod chat;
#[cfg(test)]
mod commands;
#[cfg(test)]
#[cfg(unix)]
mod doctor;
#[cfg(test)]
#[cfg(unix)]
mod faults;
#[cfg(test)]
#[cfg(unix)]
mod https;
#[cfg(test)]
mod mail;
#[cfg(test)]
#[cfg(unix)]
mod moderation;
#[cfg(test)]
#[cfg(unix)]
mod offline;
#[cfg(test)]
#[cfg(unix)]
mod restart;
#[cfg(test)]
mod run;
#[cfg(test)]
#[cfg(unix)]
mod server;
#[cfg(test)]
#[cfg(unix)]
mod serving;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod soak;
#[cfg(test)]
#[cfg(unix)]
mod story;
#[cfg(test)]
#[cfg(unix)]
mod watching;
