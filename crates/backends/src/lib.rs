//! Foreign systems that carry messages: implementations of [`ports::Mailer`].

/// What a mail may hold, whoever carries it.
mod letter;

/// Through a mail server.
mod smtp;
pub use smtp::{SmtpFault, SmtpMailer, SmtpSecurity, SmtpSettings};

/// Into the log, and into a folder.
mod log;
pub use log::LogMailer;
