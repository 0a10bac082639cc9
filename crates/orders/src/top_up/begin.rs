use crate::personal::pass_gate_of;
use crate::{OrderError, OrderRefusal, OrderSettings, Orders, TopUp, TopUpState, store};
use kernel::{Money, Span, Time, TopUpId, UserId};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTopUp {
    pub user: UserId,
    pub amount: Money,
    /// The code of a payment channel.
    pub pay: String,
}

/// The time that "a day" means: always the last 24 hours, so that midnight is no occasion.
const DAY: Span = Span::hours(24);
/// How many anybody may begin in that time: each is a request to a gateway.
pub(super) const A_DAY: usize = 100;

impl Orders {
    /// Writes down that a user wants so much in the wallet; then call [`Orders::open_top_up`]. Asked again for the same
    /// amount by the same way while one waits, it is that one: a form sent twice is one top-up.
    pub async fn begin_top_up(&self, new: &NewTopUp) -> Result<TopUp, OrderError> {
        let now = self.ambient().now();
        within(self.settings(), new.amount)?;
        self.known_channel(&new.pay)?.entry.must_take(new.amount)?;
        let mut tx = self.db().begin().await?;
        // Two that are begun at the same moment must count for each other.
        pass_gate_of(&mut tx, new.user).await?;
        let first = TopUpId::first_at(now.before(DAY)).to_string();
        let limit = i64::try_from(A_DAY).unwrap_or(i64::MAX);
        let recent = store::top_ups::since(&mut tx, new.user, &first, limit).await?;
        if let Some(known) = recent.iter().find(|known| is_asked_again(known, new, now)) {
            let known = known.clone();
            tx.rollback().await?;
            return Ok(known);
        }
        if let Err(refusal) = counted(self.settings(), new.amount, &recent, now) {
            tx.rollback().await?;
            return Err(refusal.into());
        }
        let top_up = TopUp {
            user: new.user,
            id: TopUpId::new(self.ambient()),
            state: TopUpState::Open,
            pay: new.pay.clone(),
            amount: new.amount,
            credited: Money::zero(new.amount.currency),
            created_at: now,
            expires_at: now.after(Span::seconds(self.settings().top_up_seconds)),
            paid_at: None,
            closed_at: None,
        };
        store::top_ups::insert(&mut tx, &top_up).await?;
        tx.commit().await?;
        Ok(top_up)
    }
}

fn is_asked_again(known: &TopUp, new: &NewTopUp, now: Time) -> bool {
    known.waits(now) && known.credited.minor == 0 && known.amount == new.amount && known.pay == new.pay
}

fn within(settings: &OrderSettings, amount: Money) -> Result<(), OrderRefusal> {
    let limits = settings.top_up_limits().ok_or(OrderRefusal::TopUpOff)?;
    let fits = amount.currency == limits.min.currency
        && (limits.min.minor..=limits.max.minor).contains(&amount.minor);
    if fits { Ok(()) } else { Err(OrderRefusal::TopUpAmount { min: limits.min, max: limits.max }) }
}

/// What waits counts as if it were paid; what ended counts by what came.
fn counted(settings: &OrderSettings, amount: Money, recent: &[TopUp], now: Time) -> Result<(), OrderRefusal> {
    let waiting = recent.iter().filter(|top_up| top_up.waits(now)).count();
    let may_wait = usize::try_from(settings.top_up_open_max).unwrap_or(0);
    if waiting >= may_wait || recent.len() >= A_DAY {
        return Err(OrderRefusal::TooManyTopUps);
    }
    let counts = |top_up: &TopUp| match top_up.waits(now) {
        true => top_up.amount.minor.max(top_up.credited.minor),
        false => top_up.credited.minor,
    };
    let same = recent.iter().filter(|top_up| top_up.amount.currency == amount.currency);
    let sum = same.fold(0_i64, |sum, top_up| sum.saturating_add(counts(top_up)));
    let left = settings.top_up_day_max.saturating_sub(sum).max(0);
    if amount.minor <= left {
        return Ok(());
    }
    Err(OrderRefusal::TopUpDayLimit { left: Money::new(left, amount.currency) })
}
