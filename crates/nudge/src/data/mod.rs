//! The data folder: all that a server keeps, and who may use it.
//!
//! | file | what |
//! |---|---|
//! | `nudge.toml` | the settings, see [`config`](crate::config) |
//! | `nudge.db` | accounts, lists and kept messages |
//! | `nudge.db.new` | the same while it is [made](database) for the first time |
//! | `nudge.key` | the [key](mod@key) that opens access tokens |
//! | `nudge.lock` | [held](lock) by whoever has the database open |
//! | `tls/` | the private root, certificates and their keys |
//! | `control.sock` | how commands reach a running server |
//! | `nudge.demo` | marks a folder of `nudge serve --demo` |
//! | `nudge.db.before-6` | the database before step 6 of its schema; the newest two stay |
//! | `before-restore-.../` | what was there before `nudge restore` |
//! | `restore.unfinished/` | marks a folder in which `nudge restore` was [cut short](unfinished) |

mod database;
mod folder;
mod key;
mod lock;
mod private;
mod unfinished;

pub(crate) use database::open as open_database;
pub(crate) use folder::{DataFolder, LOCK};
pub(crate) use key::load_or_create as key;
pub(crate) use lock::Lock;
pub(crate) use private::{
    create_file, create_folder, create_new_folder, folder_of, give_to_owner_of, remedy, sync_folder_of,
    write_once,
};
pub(crate) use unfinished::{UNFINISHED, refuse_unfinished};
