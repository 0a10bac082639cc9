//! Mail and log-ins against little servers on this machine, which behave as badly as they are told.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions
)]

mod alipay;
mod blobs;
mod domain_file;
mod oidc;
mod provider;
#[path = "../../../backup/tests/it/s3.rs"]
mod s3;
mod server;
mod sms;
mod wechat;

use backends::{LogMailer, SmtpFault, SmtpMailer, SmtpSecurity, SmtpSettings};
use kernel::{Ambient, Secret};
use ports::{Mail, MailError, Mailer};
use server::{Manners, Server};
use std::time::Duration;

fn settings(server: &Server, security: SmtpSecurity) -> SmtpSettings {
    SmtpSettings {
        host: "127.0.0.1".into(),
        port: server.port,
        security,
        login: None,
        from: "豆蔻 Cardamom <shop@example.com>".into(),
        timeout: Duration::from_secs(2),
    }
}

fn mailer(server: &Server) -> SmtpMailer {
    SmtpMailer::new(settings(server, SmtpSecurity::None), Ambient::system()).unwrap()
}

fn mail() -> Mail {
    let text = "Your order: https://example.com/o/abc\n.\n..dots\n".into();
    Mail { to: "mei@example.com".into(), subject: "您的订单 order".into(), text }
}

#[tokio::test]
async fn mails_are_handed_over_whole_on_one_connection() {
    let server = Server::start(Manners::Polite).await;
    let mailer = mailer(&server);
    for _ in 0..3 {
        mailer.send(&mail()).await.unwrap();
        tokio::time::sleep(Duration::from_millis(50)).await; // the connection goes back beside the answer
    }
    let seen = server.seen();
    assert_eq!(seen.connections, 1);
    assert_eq!(seen.mails.len(), 3);
    assert!(seen.commands.contains(&"MAIL FROM:<shop@example.com>".to_owned()), "{:?}", seen.commands);
    assert!(seen.commands.contains(&"RCPT TO:<mei@example.com>".to_owned()));
    let letter = &seen.mails[0];
    assert!(letter.contains("To: mei@example.com\r\n") && letter.contains("Message-ID: <"), "{letter}");
    assert!(letter.contains("Subject: =?utf-8?b?"), "{letter}");
    assert!(letter.contains("https://example.com/o/abc\r\n..\r\n...dots"), "dots are stuffed: {letter}");
}

#[tokio::test]
async fn a_refused_recipient_is_final_and_the_next_mail_goes_on() {
    let server = Server::start(Manners::RefuseRecipient("550 5.1.1 no such user")).await;
    let mailer = mailer(&server);
    let MailError::BadAddress(why) = mailer.send(&mail()).await.unwrap_err() else { panic!("not final") };
    assert!(why.contains("no such user"));
    server.behave(Manners::Polite);
    mailer.send(&mail()).await.unwrap();
    assert_eq!(server.seen().mails.len(), 1);
}

#[tokio::test]
async fn what_may_pass_is_tried_again() {
    for manners in [
        Manners::RefuseRecipient("450 4.2.0 greylisted"),
        Manners::RefuseRecipient("550 5.7.1 your address is listed"),
        Manners::DropAfter("DATA"),
        Manners::DropAfter("MAIL"),
        Manners::DropAtOnce,
        Manners::Silent,
    ] {
        let server = Server::start(manners).await;
        let mailer = mailer(&server);
        let refused = mailer.send(&mail()).await.unwrap_err();
        assert!(matches!(refused, MailError::Unavailable(_)), "{manners:?}: {refused}");
        server.behave(Manners::Polite);
        mailer.send(&mail()).await.unwrap();
        assert_eq!(server.seen().mails.len(), 1, "{manners:?}");
    }
}

#[tokio::test]
async fn a_server_that_hangs_up_after_taking_a_mail_has_taken_it() {
    let server = Server::start(Manners::DropAfterMail).await;
    let mailer = mailer(&server);
    mailer.send(&mail()).await.unwrap();
    mailer.send(&mail()).await.unwrap();
    assert_eq!((server.seen().mails.len(), server.seen().connections), (2, 2));
}

#[tokio::test]
async fn no_server_is_a_fault_that_may_pass() {
    let server = Server::start(Manners::Polite).await;
    let mailer = mailer(&server);
    server.stop().await;
    assert!(matches!(mailer.send(&mail()).await, Err(MailError::Unavailable(_))));
}

#[tokio::test]
async fn no_password_travels_in_clear() {
    let server = Server::start(Manners::Polite).await;
    let login = || Some(("shop".to_owned(), Secret::new("hunter2 hunter2".to_owned())));
    let clear = SmtpSettings { login: login(), ..settings(&server, SmtpSecurity::None) };
    assert_eq!(SmtpMailer::new(clear, Ambient::system()).err(), Some(SmtpFault::PasswordInClear));
    for security in [SmtpSecurity::StartTls, SmtpSecurity::Tls] {
        let settings = SmtpSettings { login: login(), ..settings(&server, security) };
        let mailer = SmtpMailer::new(settings, Ambient::system()).unwrap();
        assert!(matches!(mailer.send(&mail()).await, Err(MailError::Unavailable(_))), "{security:?}");
    }
    assert!(!server.seen().commands.iter().any(|line| line.starts_with("AUTH") || line.starts_with("MAIL")));
    let bad = SmtpSettings {
        from: "shop@example.com\r\nBcc: x@example.com".into(),
        ..settings(&server, SmtpSecurity::None)
    };
    assert_eq!(SmtpMailer::new(bad, Ambient::system()).err(), Some(SmtpFault::BadFrom));
}

#[tokio::test]
async fn injected_headers_reach_no_server() {
    let server = Server::start(Manners::Polite).await;
    let (smtp, log) = (mailer(&server), LogMailer::new(Ambient::system(), None));
    for (to, subject) in [
        ("mei@example.com\r\nRCPT TO:<x@example.com>", "s"),
        ("mei@example.com,x@example.com", "s"),
        ("mei@example.com", "s\r\nBcc: x@example.com"),
    ] {
        let mail = Mail { to: to.into(), subject: subject.into(), text: "text".into() };
        assert!(matches!(smtp.send(&mail).await, Err(MailError::BadAddress(_))), "{to:?}");
        assert!(matches!(log.send(&mail).await, Err(MailError::BadAddress(_))), "{to:?}");
    }
    assert_eq!(server.seen().connections, 0);
}

#[tokio::test]
async fn the_outbox_holds_whole_mails_in_order_for_its_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let outbox = folder.path().join("out/box");
    let mailer = LogMailer::new(Ambient::system(), Some(outbox.clone()));
    for n in 0..3 {
        mailer.send(&Mail { subject: format!("第{n}封"), ..mail() }).await.unwrap();
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let mut files: Vec<_> = std::fs::read_dir(&outbox).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert_eq!(files.len(), 3);
    for (n, file) in files.iter().enumerate() {
        let text = std::fs::read_to_string(file).unwrap();
        assert!(file.extension().is_some_and(|extension| extension == "eml"));
        assert!(
            text.contains(&format!("To: mei@example.com\nSubject: 第{n}封\n\nYour order: https://")),
            "{text}"
        );
        #[cfg(unix)]
        assert_eq!(
            std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(file).unwrap().permissions()) & 0o777,
            0o600
        );
    }
}

#[tokio::test]
async fn an_outbox_that_cannot_be_written_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let mailer = LogMailer::new(Ambient::system(), Some(file));
    assert!(matches!(mailer.send(&mail()).await, Err(MailError::Unavailable(_))));
}
