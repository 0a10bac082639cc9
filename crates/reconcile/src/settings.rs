use kernel::Span;

/// What an operator may set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How long after the end of a day its statement must be here; none: nobody is reminded.
    pub due: Option<Span>,
    /// Whether statements are fetched by themselves where the protocol offers it.
    pub fetch: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self { due: Some(Span::hours(12)), fetch: true }
    }
}
