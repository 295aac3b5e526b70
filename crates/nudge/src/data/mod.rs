//! The data folder: all that a server keeps, and who may use it.
//!
//! | file | what |
//! |---|---|
//! | `nudge.toml` | the settings, see [`config`](crate::config) |
//! | `nudge.db` | accounts, lists and kept messages |
//! | `nudge.key` | the [key](mod@key) that opens access tokens |
//! | `nudge.lock` | [held](lock) by whoever has the database open |
//! | `tls/` | the private root, certificates and their keys |
//! | `control.sock` | how commands reach a running server |
//! | `nudge.demo` | marks a folder of `nudge serve --demo` |

mod folder;
mod key;
mod lock;
mod private;

pub(crate) use folder::DataFolder;
pub(crate) use key::load_or_create as key;
pub(crate) use lock::Lock;
pub(crate) use private::{create_file, create_folder, write_once};
