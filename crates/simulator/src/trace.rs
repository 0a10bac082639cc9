use seals::Sha256;
use std::collections::VecDeque;

/// What happened, a line a step: the digest of all lines, and the last of them.
#[derive(Default)]
pub struct Trace {
    digest: Sha256,
    tail: VecDeque<String>,
    pub print: bool,
}

const TAIL: usize = 30;

impl Trace {
    pub fn line(&mut self, line: String) {
        self.digest.update(line.as_bytes());
        self.digest.update(b"\n");
        if self.print {
            eprintln!("{line}");
        }
        if self.tail.len() == TAIL {
            self.tail.pop_front();
        }
        self.tail.push_back(line);
    }

    pub fn tail(&self) -> Vec<String> {
        self.tail.iter().cloned().collect()
    }

    /// The first sixteen hexadecimal digits over all lines.
    pub fn digest(&self) -> String {
        kernel::hex(self.digest.clone().finish().get(..8).unwrap_or_default())
    }
}
