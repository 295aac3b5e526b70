//! What real third-party clients were seen to do, row by row of the reference's list (file 50): a server that is right by all
//! other files and wrong here does not work for the people who use them.
//!
//! Each test is named after its row. Rows about dialects that are not spoken yet have none.

mod notification;
mod sign_in;
mod switchboard;
