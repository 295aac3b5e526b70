//! What the fuzzer says.

use arbitrary::Arbitrary;

/// A conversation: turns, of which the first [`Conversation::TURNS`] are taken.
#[derive(Arbitrary, Clone, Debug)]
pub struct Conversation {
    /// Whether clients are challenged.
    pub challenges: bool,
    /// How far it is when the first turn comes.
    pub begins: Begins,
    /// In which dialects the clients are, by their places in the list of all.
    pub dialects: [u8; 4],
    /// What is done, in this order.
    pub turns: Vec<Turn>,
}

impl Conversation {
    /// More turns than these are not taken: a conversation is to be a matter of milliseconds.
    pub const TURNS: usize = 48;

    /// What is done before the first turn.
    pub(super) fn beginning(&self) -> Vec<Turn> {
        let now = |who, deed| Turn { who, deed, hurries: false };
        let mut turns = Vec::new();
        if self.begins != Begins::Empty {
            let clients = Who::ALL.into_iter().zip(self.dialects);
            turns.extend(clients.map(|(who, dialect)| now(who, Deed::SignsIn { dialect, halts: u8::MAX })));
        }
        if self.begins == Begins::Talking {
            turns.push(now(Who::AliceElsewhere, Deed::Opens));
            for whom in [Who::Bob, Who::Carol] {
                turns.push(now(Who::AliceElsewhere, Deed::Calls(whom)));
                turns.push(now(whom, Deed::Answers));
            }
        }
        turns
    }
}

/// What is so before the first turn.
#[derive(Arbitrary, Clone, Copy, Debug, Eq, PartialEq)]
pub enum Begins {
    /// Nobody is there.
    Empty,
    /// Everybody is online; of Alice's clients, the first may have had to go when the second came.
    Online,
    /// And Alice has called Bob and Carol into a conversation.
    Talking,
}

/// One thing that somebody does.
#[derive(Arbitrary, Clone, Debug)]
pub struct Turn {
    /// With which of the clients.
    pub who: Who,
    /// What.
    pub deed: Deed,
    /// Whether the next turn comes at once, before the server has done anything.
    pub hurries: bool,
}

/// One of the clients: two of Alice, and one each of Bob and Carol.
#[derive(Arbitrary, Clone, Copy, Debug, Eq, PartialEq)]
pub enum Who {
    /// Alice.
    Alice,
    /// Alice at another machine.
    AliceElsewhere,
    /// Bob.
    Bob,
    /// Carol.
    Carol,
}

impl Who {
    /// All clients.
    pub const ALL: [Self; 4] = [Self::Alice, Self::AliceElsewhere, Self::Bob, Self::Carol];
}

/// What a client does.
#[derive(Arbitrary, Clone, Debug)]
pub enum Deed {
    /// Connects in the dialect with that place in the list of all, says the right things, and comes online. `halts` stops it
    /// before the answer to one of the steps, counted from the first; 4 and more do not.
    SignsIn {
        /// Which dialect.
        dialect: u8,
        /// How far it goes.
        halts: u8,
    },
    /// Says a command to the notification server.
    Says(Command),
    /// Says a command in the conversation that it came into last.
    SaysThere(Command),
    /// Changes a list in the way of the dialect.
    Edits(Change),
    /// Has that status from now on.
    Is(u8),
    /// Asks for a conversation, and enters it when it is told where.
    Opens,
    /// Calls somebody into the conversation that it came into last.
    Calls(Who),
    /// Follows the call that came last.
    Answers,
    /// Says something to those in the conversation.
    Talks {
        /// Which acknowledgement it asks for.
        acknowledgement: u8,
        /// What it says.
        body: Body,
    },
    /// Says bytes: to the notification server, or in the conversation.
    Bytes {
        /// Whether in the conversation.
        there: bool,
        /// What.
        bytes: Vec<u8>,
    },
    /// What it says next arrives in two pieces; the first has so many bytes.
    Splits(u8),
    /// Says goodbye, or just goes.
    Leaves {
        /// Whether the conversation that it came into last, or the notification server.
        there: bool,
        /// Whether it says so.
        says_so: bool,
    },
    /// Reads nothing, until it does this again.
    StopsReading,
    /// Eve, whom nobody may see, does something else.
    EveMoves,
    /// So many seconds pass.
    Waits(u8),
}

/// A command of the grammar, with what is wrong with it.
#[derive(Arbitrary, Clone, Debug)]
pub struct Command {
    /// Which, of the dialect's.
    pub name: u8,
    /// Other words in those places. At most [`Command::CHANGES`] are taken.
    pub words: Vec<(u8, Word)>,
    /// How many words are left out at the end.
    pub leaves_out: u8,
    /// Something else than what follows it.
    pub body: Option<Body>,
}

impl Command {
    /// More words than these are not changed.
    pub const CHANGES: usize = 4;
}

/// A word.
#[derive(Arbitrary, Clone, Debug)]
pub enum Word {
    /// One that means something somewhere.
    Known(u8),
    /// Somebody's address.
    Address(Who),
    /// What somebody is called by in dialects with GUIDs.
    Guid(Who),
    /// A number.
    Number(u32),
    /// A letter, again and again.
    Long(u8, u16),
    /// Anything but an end of a line.
    Any(String),
}

/// What follows a command.
#[derive(Arbitrary, Clone, Debug)]
pub enum Body {
    /// A text under that kind of header.
    Text(Text),
    /// A list of contacts (`ADL`, `RML`, `FQY`).
    People(Who, u8, u8),
    /// A document about the own person (`UUX`).
    Personal(u8, String),
    /// Bytes.
    Bytes(Vec<u8>),
    /// So many of a letter.
    Long(u16),
}

/// What is said to others.
#[derive(Arbitrary, Clone, Debug)]
pub struct Text {
    /// Of which kind.
    pub kind: u8,
    /// What.
    pub text: String,
}

/// A change of a list.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub struct Change {
    /// Whether somebody is taken off it.
    pub removes: bool,
    /// Which list.
    pub list: u8,
    /// Whom.
    pub whom: Who,
}
