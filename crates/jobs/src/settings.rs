use kernel::Span;

/// What an operator may set about jobs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunnerSettings {
    /// How many jobs of this node run at once.
    pub concurrency: usize,
    /// When another node may take a job of which nothing was heard; a try is cut off a little before.
    pub lease: Span,
    /// How often an idle node looks.
    pub poll: Span,
    /// After so many tries a job is dead.
    pub attempts_max: i64,
    /// The wait after the first failure; doubled after each further one.
    pub backoff_first: Span,
    pub backoff_max: Span,
}

impl Default for RunnerSettings {
    fn default() -> Self {
        Self {
            concurrency: 16,
            lease: Span::minutes(1),
            poll: Span::seconds(1),
            attempts_max: 12,
            backoff_first: Span::seconds(1),
            backoff_max: Span::hours(1),
        }
    }
}

/// For waiting with the runtime's clock.
pub(crate) fn duration(span: Span) -> std::time::Duration {
    std::time::Duration::from_micros(u64::try_from(span.0).unwrap_or(0))
}

/// How long a try may take: less than the lease, so that no two nodes do the same at once.
pub(crate) fn longest_try(lease: Span) -> std::time::Duration {
    duration(Span(lease.0 - lease.0 / 10))
}
