use crate::alipay::certified;
use crate::world::{World, between, cny};
use kernel::PayoutId;
use ports::{ChannelError, NewTransfer, TransferState};

fn transfer(w: &World) -> NewTransfer {
    NewTransfer {
        payout: PayoutId::new(&w.ambient),
        amount: cny(1230),
        holder: "某公司".into(),
        account: "shop@example.com".into(),
        subject: "提现 Payout".into(),
    }
}

#[tokio::test]
async fn transfers_are_asked_for_with_certificates_only() {
    let w = World::new("alipay").await;
    let new = transfer(&w);
    assert!(!w.channel.transfers());
    assert_eq!(w.channel.transfer(&new).await, Err(ChannelError::CannotTell));
    assert!(matches!(w.channel.query_transfer(&new).await, Err(ChannelError::Unknown(_))));
    assert!(certified(&w, &[]).transfers());
    assert!(w.control.transfers().is_empty());
}

#[tokio::test]
async fn one_number_is_one_transfer() {
    let w = World::new("alipay").await;
    let channel = certified(&w, &[]);
    let new = transfer(&w);
    assert_eq!(channel.query_transfer(&new).await, Err(ChannelError::NotFound));
    let done = channel.transfer(&new).await.unwrap();
    assert!(done.state == TransferState::Succeeded && !done.reference.is_empty());
    assert_eq!(channel.transfer(&new).await.unwrap(), done);
    assert_eq!(channel.query_transfer(&new).await.unwrap(), done);
    let book = w.control.transfers();
    assert_eq!(book.len(), 1);
    assert_eq!(
        (book[0].out_biz_no.as_str(), book[0].amount, book[0].payee.as_str(), book[0].name.as_str()),
        (new.payout.to_string().as_str(), 1230, "shop@example.com", "某公司")
    );
    // What stands under the number is not what is asked for: nobody may act on that.
    let dearer = NewTransfer { amount: cny(1231), ..new };
    assert!(
        matches!(channel.transfer(&dearer).await, Err(ChannelError::Unknown(why)) if why.contains("INCONSISTENCY"))
    );
    assert!(matches!(channel.query_transfer(&dearer).await, Err(ChannelError::Unknown(_))));
    assert_eq!(w.control.transfers().len(), 1);
}

#[tokio::test]
async fn what_is_lost_is_found_by_asking() {
    let w = World::new("alipay").await;
    let channel = certified(&w, &[]);
    let (answer, request) = (transfer(&w), transfer(&w));
    w.control.set(|switches| switches.mute_transfer = true);
    assert!(matches!(channel.transfer(&answer).await, Err(ChannelError::Unknown(_))));
    assert_eq!(channel.query_transfer(&answer).await.unwrap().state, TransferState::Succeeded);
    w.control.set(|switches| (switches.mute_transfer, switches.lose_transfers) = (false, true));
    assert!(matches!(channel.transfer(&request).await, Err(ChannelError::Unknown(_))));
    assert_eq!(channel.query_transfer(&request).await, Err(ChannelError::NotFound));
    w.control.reset();
    assert_eq!(channel.transfer(&request).await.unwrap().state, TransferState::Succeeded);
    assert_eq!(w.control.transfers().len(), 2);
}

#[tokio::test]
async fn what_is_under_way_arrives_or_comes_back() {
    let w = World::new("alipay").await;
    let channel = certified(&w, &[]);
    w.control.set(|switches| switches.transfer_pending = true);
    for done in [true, false] {
        let new = transfer(&w);
        assert_eq!(channel.transfer(&new).await.unwrap().state, TransferState::Pending);
        assert_eq!(channel.query_transfer(&new).await.unwrap().state, TransferState::Pending);
        w.control.settle_transfer(&new.payout.to_string(), done).unwrap();
        assert!(w.control.settle_transfer(&new.payout.to_string(), done).is_err());
        let state = channel.query_transfer(&new).await.unwrap().state;
        match state {
            TransferState::Succeeded => assert!(done),
            TransferState::Failed(why) => {
                assert!(!done && why.contains("PAYEE_ACCOUNT_STATUS_ERROR"), "{why}")
            }
            TransferState::Pending => panic!("it is settled"),
        }
    }
}

#[tokio::test]
async fn only_what_is_about_the_payee_is_refused() {
    let w = World::new("alipay").await;
    let channel = certified(&w, &[]);
    for (account, code) in
        [("gone@nobody.example", "PAYEE_NOT_EXIST"), ("other@example.com", "PAYEE_USER_INFO_ERROR")]
    {
        let new = NewTransfer { account: account.into(), ..transfer(&w) };
        assert!(
            matches!(channel.transfer(&new).await, Err(ChannelError::Refused(why)) if why.contains(code)),
            "{code}"
        );
        assert_eq!(channel.query_transfer(&new).await, Err(ChannelError::NotFound));
    }
    let small = NewTransfer { amount: cny(9), ..transfer(&w) };
    assert!(matches!(channel.transfer(&small).await, Err(ChannelError::Refused(_))));
    let new = transfer(&w);
    w.control.set(|switches| switches.poor = true);
    assert!(
        matches!(channel.transfer(&new).await, Err(ChannelError::Unknown(why)) if why.contains("BALANCE_NOT_ENOUGH"))
    );
    assert!(w.control.transfers().is_empty());
    w.control.reset();
    assert_eq!(channel.transfer(&new).await.unwrap().state, TransferState::Succeeded);
}

#[tokio::test]
async fn no_answer_is_believed_that_was_changed() {
    let w = World::new("alipay").await;
    let new = transfer(&w);
    certified(&w, &[]).transfer(&new).await.unwrap();
    let bend = |answer: &mut crate::world::Passing| answer.body = answer.body.replace("12.30", "12.31");
    let proxy = between(w.gateway.address(), |_| {}, bend).await;
    let channel = certified(&w, &[("gateway", &format!("{proxy}/alipay/gateway.do"))]);
    assert_eq!(channel.query_transfer(&new).await, Err(ChannelError::ForgedAnswer));
}
