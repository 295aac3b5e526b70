//! The commands, one file each with both directions; [`crate::notification`] and [`crate::switchboard`] say who may
//! send which.

mod adc;
mod add;
mod alive;
mod answer;
mod challenge;
mod cvr;
mod fnd;
mod gcf;
mod group;
mod ims;
mod inf;
mod invite;
mod lkp;
mod lsg;
mod lst;
mod membership;
mod msg;
mod out;
mod page;
mod personal;
mod presence;
mod privacy;
mod property;
mod rea;
mod refused;
mod rem;
mod rng;
mod room;
mod routed;
mod sbp;
mod sbs;
mod syn;
mod unified;
mod url;
mod usr;
mod ver;
mod xfr;

pub use adc::*;
pub use add::*;
pub use alive::*;
pub use answer::*;
pub use challenge::*;
pub use cvr::*;
pub use fnd::*;
pub use gcf::*;
pub use group::*;
pub use ims::*;
pub use inf::*;
pub use invite::*;
pub use lkp::*;
pub use lsg::*;
pub use lst::*;
pub use membership::*;
pub use msg::*;
pub use out::*;
pub use page::*;
pub use personal::*;
pub use presence::*;
pub use privacy::*;
pub use property::*;
pub use rea::*;
pub use refused::*;
pub use rem::*;
pub use rng::*;
pub use room::*;
pub use routed::*;
pub use sbp::*;
pub use sbs::*;
pub use syn::*;
pub use unified::*;
pub use url::*;
pub use usr::*;
pub use ver::*;
pub use xfr::*;

use crate::Problem;
use crate::line::Args;

/// The only way in to a switchboard: a cookie.
const COOKIE_PACKAGE: &str = "CKI";

fn cookie_package(args: &mut Args<'_>) -> Result<(), Problem> {
    args.expect(COOKIE_PACKAGE)
}
