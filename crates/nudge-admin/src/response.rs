//! What an operator is answered.

use serde::{Deserialize, Serialize};

use super::{
    AccountDetail, AccountView, AuditView, BanView, Count, InvitationView, KeyMade, KeyView, LinkView,
    LogView, MessageView, MotdView, OnlineView, Piece, ReportView, SampleView, SignInView, StatusView,
    TokenMade, TokenView, WaitingView,
};

/// Something that a request can be answered with.
pub trait Answer: Sized {
    /// Takes it out of the response; `None` if that is something else.
    fn from_response(response: Response) -> Option<Self>;
}

/// Makes the enum of responses, and each of what it holds an [`Answer`].
macro_rules! responses {
    ($( $(#[doc = $meaning:literal])+ $variant:ident($type:ty), )+) => {
        /// One response.
        #[derive(Debug, Serialize, Deserialize)]
        #[serde(tag = "response", content = "content", rename_all = "snake_case")]
        pub enum Response {
            $( $(#[doc = $meaning])+ $variant($type), )+
        }

        $(
            impl Answer for $type {
                fn from_response(response: Response) -> Option<Self> {
                    if let Response::$variant(answer) = response { Some(answer) } else { None }
                }
            }

            impl From<$type> for Response {
                fn from(answer: $type) -> Self {
                    Self::$variant(answer)
                }
            }
        )+
    };
}

responses! {
    /// It is done.
    Done(()),
    /// An account.
    Account(AccountView),
    /// An account with its password's and tokens' state.
    Detail(AccountDetail),
    /// Accounts.
    Accounts(Vec<AccountView>),
    /// A new access token, with its secret.
    TokenMade(TokenMade),
    /// Access tokens.
    Tokens(Vec<TokenView>),
    /// Sign-ins.
    SignIns(Vec<SignInView>),
    /// Kept messages.
    Messages(Vec<MessageView>),
    /// How many messages wait.
    Waiting(WaitingView),
    /// Invitations.
    Invitations(Vec<InvitationView>),
    /// How many it was.
    Count(Count),
    /// Who is signed in.
    Online(Vec<OnlineView>),
    /// A link to register with.
    Link(LinkView),
    /// Such links.
    Links(Vec<LinkView>),
    /// A ban.
    Ban(BanView),
    /// Bans.
    Bans(Vec<BanView>),
    /// Reports.
    Reports(Vec<ReportView>),
    /// The message of the day.
    Motd(MotdView),
    /// The audit log.
    Audit(Vec<AuditView>),
    /// A new key, with its secret.
    KeyMade(KeyMade),
    /// Keys.
    Keys(Vec<KeyView>),
    /// Totals over time.
    Samples(Vec<SampleView>),
    /// A piece of an archive.
    Piece(Piece),
    /// How the server is.
    Status(StatusView),
    /// How much it logs.
    Log(LogView),
}
