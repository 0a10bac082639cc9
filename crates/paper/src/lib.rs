//! A table on paper: PDF pages of A4 with a head, facts, lines and page numbers, in Chinese and English. Each file carries
//! the letters that it shows, and says which they are, so that its text can be searched and copied.

/// The letters.
mod font;
/// Pages, line by line.
mod pages;
pub use pages::Paper;

/// What stands above the table.
#[derive(Clone, Debug, Default)]
pub struct Head {
    pub title: String,
    /// Small, below the title.
    pub lines: Vec<String>,
    /// Of two columns: what it is, and how much.
    pub facts: Vec<Fact>,
    /// Left of the page number.
    pub foot: String,
}

#[derive(Clone, Debug)]
pub struct Fact {
    pub name: String,
    pub value: String,
    pub strong: bool,
}

#[derive(Clone, Debug)]
pub struct Column {
    pub name: String,
    /// Of the width of the page, in parts of a thousand.
    pub share: i32,
    /// Numbers stand at the right of their column.
    pub right: bool,
}

#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    #[error("the font cannot be read: {0}")]
    Font(String),
    #[error("a file of {0} parts is too large")]
    TooLarge(usize),
}

pub type Result<T> = std::result::Result<T, PaperError>;
