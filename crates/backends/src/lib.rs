//! Foreign systems that carry messages ([`ports::Mailer`], [`ports::SmsSender`]) or say who a person is
//! ([`ports::LoginProvider`]).

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

/// Who says who a person is.
mod login;
pub use login::{
    AlipayLogin, AlipaySettings, OidcLogin, OidcSettings, ProviderFault, WeChatLogin, WeChatSettings,
};

/// Short messages by Aliyun's SMS service, or another that speaks its dialect.
mod aliyun_sms;
pub use aliyun_sms::{AliyunSms, AliyunSmsSettings, SmsFault};

/// Short messages into the log, and into a folder.
mod log_sms;
pub use log_sms::LogSms;
