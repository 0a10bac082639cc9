//! Foreign systems that carry messages ([`ports::Mailer`], [`ports::SmsSender`]), say who a person is
//! ([`ports::LoginProvider`]), keep files ([`ports::BlobStore`]) or know with whom no business may be done
//! ([`ports::Screening`]).

/// What a mail may hold, whoever carries it.
mod letter;

/// Through a mail server.
mod smtp;
pub use smtp::{SmtpFault, SmtpMailer, SmtpSecurity, SmtpSettings};

/// Into the log, and into a folder.
mod log;
pub use log::LogMailer;

/// Sealed files: in a folder, or in an S3-compatible store.
mod blobs;
pub use blobs::{FolderBlobs, S3BlobSettings, S3Blobs};

/// What a domain says of itself, in a file that it serves.
mod domain_file;
pub use domain_file::DomainFile;

/// Tells others what they asked to be told.
mod teller;
pub use teller::HttpTeller;

/// A list of those with whom no business may be done.
mod screening;
pub use screening::ListFile;

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
