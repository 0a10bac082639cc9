//! The sender against a stand-in that checks signatures by itself.

use backends::{AliyunSms, AliyunSmsSettings};
use kernel::{Ambient, Secret};
use ports::{Sms, SmsError, SmsSender, SmsTemplate};
use sandbox::{SmsAccount, SmsDesk, TakenSms, start_sms};

async fn desk() -> SmsDesk {
    let account = SmsAccount {
        access_key: "LTAIsandbox".into(),
        access_secret: "sandbox secret".into(),
        sign_name: "豆蔻 & Co".into(),
        template: "SMS_154950909".into(),
    };
    start_sms(([127, 0, 0, 1], 0).into(), account).await.unwrap()
}

fn sender(desk: &SmsDesk, secret: &str, sign_name: &str) -> AliyunSms {
    let settings = AliyunSmsSettings {
        endpoint: format!("http://{}", desk.addr),
        access_key: "LTAIsandbox".into(),
        access_secret: Secret::new(secret.into()),
        sign_name: sign_name.into(),
        code_template: "SMS_154950909".into(),
    };
    AliyunSms::new(settings, Ambient::system()).unwrap()
}

fn code(to: &str) -> Sms {
    Sms { to: to.into(), template: SmsTemplate::Code(Secret::new("042042".into())) }
}

#[tokio::test]
async fn a_code_arrives_and_refusals_are_told_apart() {
    let desk = desk().await;
    let good = sender(&desk, "sandbox secret", "豆蔻 & Co");
    good.send(&code("+8613800138001")).await.unwrap();
    good.send(&code("+442079460958")).await.unwrap();
    let taken = |to: &str| TakenSms { to: to.into(), code: "042042".into() };
    assert_eq!(desk.taken(), [taken("13800138001"), taken("442079460958")]);

    assert!(matches!(good.send(&code("+8613800130000")).await, Err(SmsError::BadNumber(_))));
    assert!(matches!(good.send(&code("+8613800139999")).await, Err(SmsError::TooMany(_))));
    let refused = |answer| matches!(answer, Err(SmsError::Settings(_)));
    assert!(refused(sender(&desk, "another secret", "豆蔻 & Co").send(&code("+8613800138001")).await));
    assert!(refused(sender(&desk, "sandbox secret", "another").send(&code("+8613800138001")).await));
    assert_eq!(desk.taken().len(), 2, "nothing of what was refused was taken");
    drop(desk);
}

#[tokio::test]
async fn a_service_that_is_away_is_away() {
    let desk = desk().await;
    let sender = sender(&desk, "sandbox secret", "豆蔻 & Co");
    drop(desk);
    tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    assert!(matches!(sender.send(&code("+8613800138001")).await, Err(SmsError::Unavailable(_))));
}
