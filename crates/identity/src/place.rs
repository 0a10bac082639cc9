/// Where somebody comes from, as far as a request tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place<'a> {
    /// The network address.
    pub address: &'a str,
    /// What the browser says that it is (`User-Agent`); empty where nothing is said.
    pub agent: &'a str,
}

impl<'a> Place<'a> {
    pub fn new(address: &'a str, agent: &'a str) -> Self {
        Self { address, agent }
    }
}

impl<'a> From<&'a str> for Place<'a> {
    fn from(address: &'a str) -> Self {
        Self { address, agent: "" }
    }
}

impl<'a> From<&'a String> for Place<'a> {
    fn from(address: &'a String) -> Self {
        Self { address, agent: "" }
    }
}
