//! A statement on paper: what a merchant hands to a bookkeeper.

use super::statement::{Movements, kind_words};
use crate::address::Address;
use crate::sheet::list::{Wish, kept, place};
use crate::words::Answer;
use crate::{Api, Problem};
use axum::body::Body;
use axum::http::StatusCode;
use identity::Caller;
use kernel::{Language, Money, Span, Time};
use paper::{Column, Fact, Head, Paper, PaperError};
use settlement::{Kind, Movement};

/// Some 250 pages.
const MOVEMENTS_MAX: i64 = 10_000;
const PART: i64 = 500;
/// People read the clock of China.
const AHEAD: Span = Span::hours(8);

pub(super) async fn file(
    api: &Api,
    caller: &Caller,
    from: &Address,
    wish: Wish,
    lines: &Movements,
) -> Answer {
    let count: i64 = lines.summary.kinds.values().map(|(count, _)| *count).sum();
    if count > MOVEMENTS_MAX {
        let detail = format!(
            "{count} movements are too many for paper, which has room for {MOVEMENTS_MAX}: choose a shorter period, or take CSV"
        );
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "statement_too_long", detail));
    }
    let asked = format!("statement {}", wish.asked);
    let _place = place(api, caller, from, &lines.merchant.to_string(), &asked).await?;
    let merchant = merchants::find(api.db(), lines.merchant).await?;
    let words = Words { language: wish.language, lines };
    let name = merchant.name.get(wish.language);
    let mut paper = Paper::new(&words.head(name, api.ambient().now()), words.columns())?;
    let mut behind = 0;
    loop {
        let page = lines.part(api, behind, PART).await?;
        for movement in &page.movements {
            paper.row(&words.row(movement), false)?;
        }
        match page.next {
            Some(next) => behind = next,
            None => break,
        }
    }
    let closing = words.either("期末余额", "closing balance").to_owned();
    let money = words.money(lines.summary.closing);
    let at = words.clock(lines.period.1);
    paper.row(&[String::new(), at, closing, String::new(), money, String::new()], true)?;
    let file = paper.finish(|page, of| match wish.language {
        Language::Zh => format!("第 {page} 页，共 {of} 页"),
        Language::En => format!("page {page} of {of}"),
    })?;
    kept(api, Body::from(file), "statement", ("pdf", "application/pdf"))
}

struct Words<'a> {
    language: Language,
    lines: &'a Movements,
}

impl Words<'_> {
    fn either(&self, zh: &'static str, en: &'static str) -> &'static str {
        if self.language == Language::Zh { zh } else { en }
    }

    fn money(&self, minor: i64) -> String {
        Money::new(minor, self.lines.currency).decimal()
    }

    fn clock(&self, time: Time) -> String {
        time.after(AHEAD).rfc3339().chars().take(19).map(|c| if c == 'T' { ' ' } else { c }).collect()
    }

    fn head(&self, merchant: &str, now: Time) -> Head {
        let (from, to) = self.lines.period;
        let period = format!("{} – {}", self.clock(from), self.clock(to.min(now)));
        let line = |zh, en, value: &str| format!("{}{value}", self.either(zh, en));
        let summary = &self.lines.summary;
        let fact = |name: String, minor, strong| Fact { name, value: self.money(minor), strong };
        let mut facts =
            vec![fact(self.either("期初余额", "Opening balance").to_owned(), summary.opening, false)];
        for kind in Kind::ALL {
            if let Some((count, sum)) = summary.kinds.get(&kind) {
                facts.push(fact(format!("{} × {count}", kind_words(kind, self.language)), *sum, false));
            }
        }
        facts.push(fact(self.either("期末余额", "Closing balance").to_owned(), summary.closing, true));
        Head {
            title: self.either("资金对账单", "Statement of the balance").to_owned(),
            lines: vec![
                line("商家：", "Merchant: ", merchant),
                line("期间（北京时间）：", "Period (time of Beijing): ", &period),
                line("币种：", "Currency: ", &self.lines.currency.to_string()),
            ],
            facts,
            foot: line("生成于 ", "Made at ", &self.clock(now)),
        }
    }

    fn columns(&self) -> Vec<Column> {
        let column = |zh, en, share, right| Column { name: self.either(zh, en).to_owned(), share, right };
        vec![
            column("序号", "no.", 60, false),
            column("时间", "time", 180, false),
            column("事项", "what", 160, false),
            column("金额", "amount", 140, true),
            column("余额", "balance", 150, true),
            column("凭据", "reference", 310, true),
        ]
    }

    fn row(&self, movement: &Movement) -> [String; 6] {
        [
            movement.seq.to_string(),
            self.clock(movement.at),
            kind_words(movement.kind, self.language).to_owned(),
            self.money(movement.amount),
            self.money(movement.balance),
            movement.reference.clone(),
        ]
    }
}

impl From<PaperError> for Problem {
    fn from(error: PaperError) -> Self {
        Self::internal(error)
    }
}
