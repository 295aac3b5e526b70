//! Where what happens to somebody is put until their connection takes it out.

use std::future::Future;
use std::pin::Pin;

/// A bounded queue in front of one connection. The front end that owns the connection implements it.
pub trait Mailbox<T>: Send + Sync {
    /// Puts one thing in. It never waits, and never takes the lock of anything but the queue itself.
    fn deliver(&self, thing: T) -> Delivery;

    /// Resolves when a [congested](Delivery::Congested) mailbox has been emptied far enough, or when nobody will empty it
    /// any more.
    fn relief(&self) -> Pin<Box<dyn Future<Output = ()> + Send + '_>>;
}

/// What became of a delivery.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Delivery {
    /// It is in the queue.
    Queued,
    /// It is in the queue, which is so full that whoever can wait should.
    Congested,
    /// The queue was full, or its connection is gone: the thing is lost, and the connection with it.
    Gone,
}
