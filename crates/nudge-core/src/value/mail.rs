/// What the client is told about a mailbox that some other service keeps for this principal.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub struct MailNotice {
    /// Whether the client shows its mail features at all.
    pub enabled: bool,
    /// Unread messages in the inbox.
    pub inbox_unread: u32,
    /// Unread messages in all other folders.
    pub folders_unread: u32,
}
