use std::collections::BTreeMap;

/// What is signed: a request of ours without the places in which signatures stand, or a callback.
#[derive(Default)]
pub(super) struct Message {
    pub method: String,
    /// Of the whole address: with what the base address has of it.
    pub path: String,
    /// Encoded, without the question mark.
    pub query: String,
    pub headers: Vec<(String, String)>,
    /// Of the query, the form, or the outermost object, each once.
    pub members: BTreeMap<String, String>,
    pub body: String,
}

impl Message {
    pub fn target(&self) -> String {
        match self.query.as_str() {
            "" => self.path.clone(),
            query => format!("{}?{query}", self.path),
        }
    }

    /// Empty where there is none.
    pub fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str()).unwrap_or_default()
    }
}
