//! What lists consist of.

use nudge_admin::{
    AccountView, AuditView, BanView, LinkView, OnlineView, ReportView, SampleView, SignInView, TokenMade,
    TokenView,
};
use serde::Serialize;
use utoipa::ToSchema;

/// One of a list.
pub(crate) trait Item: Serialize + ToSchema {
    /// What names it, in addresses and as the place where the next page begins.
    fn name(&self) -> String;
}

/// One of a list that is sorted only here.
pub(crate) trait Sorted: Item {
    /// Whether it comes after the one of that name.
    fn is_after(&self, name: &str) -> bool;
}

macro_rules! items {
    ($( $type:ty => |$item:ident| $name:expr, )+) => {
        $(
            impl Item for $type {
                fn name(&self) -> String {
                    let $item = self;
                    $name.to_string()
                }
            }
        )+
    };
}

items! {
    AccountView => |account| account.email,
    AuditView => |entry| entry.id,
    BanView => |ban| ban.id,
    LinkView => |link| link.id,
    OnlineView => |online| online.email,
    ReportView => |report| report.id,
    SampleView => |sample| String::from(sample.at),
    SignInView => |sign_in| String::from(sign_in.started),
    TokenMade => |token| token.name,
    TokenView => |token| token.name,
}

/// By address.
impl Sorted for OnlineView {
    fn is_after(&self, name: &str) -> bool {
        nudge_core::Handle::new(name).is_ok_and(|name| self.email > name)
    }
}

/// Newest first.
impl Sorted for BanView {
    fn is_after(&self, name: &str) -> bool {
        name.parse().is_ok_and(|name: i64| self.id < name)
    }
}
