//! The stand-ins' levers, by the hand of a test and by HTTP.

use super::world::{World, plain_client};
use sandbox::channels::{Notifies, Pay, Release};
use serde_json::{Value, json};

async fn pull(w: &World, lever: &str, body: Value) -> (u16, Value) {
    let url = format!("http://{}/control/{lever}", w.gateway.address());
    let answer = plain_client().post(url).json(&body).send().await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap_or_default())
}

async fn look(w: &World, what: &str) -> Value {
    let url = format!("http://{}/control/{what}", w.gateway.address());
    plain_client().get(url).send().await.unwrap().json().await.unwrap()
}

#[tokio::test]
async fn levers_are_pulled_by_http() {
    let w = World::new("epay").await;
    let number = w.open().await.payment.to_string();
    assert_eq!(pull(&w, "switches", json!({ "gateway": "epay", "notifies": "held" })).await.0, 204);
    let (status, told) = pull(&w, "pay", json!({ "out_trade_no": number, "times": 2, "amount": 7 })).await;
    assert_eq!((status, told["arrivals"].as_array().unwrap().len()), (200, 2));
    assert_eq!(pull(&w, "pay", json!({ "out_trade_no": "none" })).await.0, 404);
    assert_eq!(
        pull(&w, "pay", json!({ "out_trade_no": number, "tines": 2 })).await.0,
        422,
        "a misspelt lever"
    );
    assert_eq!(pull(&w, "pay", json!({ "out_trade_no": number, "gateway": "none" })).await.0, 404);
    let (status, answer) = pull(&w, "forge", json!({ "out_trade_no": number, "forgery": "wrong_key" })).await;
    assert_eq!((status, answer["body"].as_str()), (200, Some("success")), "this shop only listens");
    w.heard(1).await;
    for _ in 0..100 {
        if w.control.held() == 2 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    let (status, answers) = pull(&w, "release", json!({ "order": "backwards" })).await;
    assert_eq!((status, answers.as_array().unwrap().len(), w.heard(2).await.len()), (200, 2, 2));
    let list = look(&w, "list?gateway=epay").await;
    assert_eq!(
        (list[0]["out_trade_no"].as_str(), list[0]["arrivals"][0]["amount"].as_i64()),
        (Some(&*number), Some(7))
    );
    assert!(look(&w, "list?gateway=stripe").await.as_array().unwrap().is_empty());
    assert_eq!(look(&w, "settings").await["epay"]["pid"], "1001");
}

#[tokio::test]
async fn notifies_are_doubled_dropped_and_sent_once_more() {
    let w = World::new("epay").await;
    w.control.set(|switches| switches.doubled = 2);
    w.pay(&w.open().await);
    w.heard(3).await;
    w.control.notifies(Notifies::Dropped);
    let dropped = w.open().await;
    w.pay(&dropped);
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    w.control.reset();
    let number = dropped.payment.to_string();
    assert_eq!(w.control.resend(&number, 5).await.unwrap().len(), 5);
    assert_eq!(w.heard(5).await.len(), 5, "only what was sent once more came");
    w.control.notifies(Notifies::Held);
    w.pay(&w.open().await);
    for _ in 0..100 {
        if w.control.held() == 1 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert!(w.control.release(Release::Dropped).await.is_empty() && w.control.held() == 0);
}

#[tokio::test]
async fn what_is_over_is_paid_late_only() {
    let w = World::new("bepusdt").await;
    let new = w.new_payment(ports::Device::Desktop);
    w.channel.create(&new).await.unwrap();
    w.control.set(|switches| switches.skew_ms = 3_600_000);
    let number = new.payment.to_string();
    assert!(w.control.pay(&number, &Pay::default()).is_err());
    assert!(w.control.pay(&number, &Pay { late: true, ..Pay::default() }).is_ok());
}
