//! Foreign systems that carry messages: implementations of [`ports::Mailer`] and [`ports::SmsSender`].

/// What a mail may hold, whoever carries it.
mod letter;

/// Through a mail server.
mod smtp;
pub use smtp::{SmtpFault, SmtpMailer, SmtpSecurity, SmtpSettings};

/// Into the log, and into a folder.
mod log;
pub use log::LogMailer;

/// One way of asking foreign systems over HTTP.
mod http;

/// Short messages by Aliyun's SMS service, or another that speaks its dialect.
mod aliyun_sms;
pub use aliyun_sms::{AliyunSms, AliyunSmsSettings, SmsFault};

/// Short messages into the log, and into a folder.
mod log_sms;
pub use log_sms::LogSms;
