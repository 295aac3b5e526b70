/// Whether a principal has a watch or another device of MSN Direct, in the number that clients use: 0 is none. What tells 1
/// from 2 is not known; the server passes it on.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq, Hash)]
pub struct DirectDevice(u8);

impl DirectDevice {
    /// No such device.
    pub const NONE: Self = Self(0);

    /// The device with that number; `None` above 2.
    pub const fn new(number: u8) -> Option<Self> {
        if number <= 2 { Some(Self(number)) } else { None }
    }

    /// The number.
    pub const fn get(self) -> u8 {
        self.0
    }
}
