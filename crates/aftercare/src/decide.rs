use crate::entry::Said;
use crate::evidence::Evidence;
use crate::facts::facts;
use crate::rules::outcome;
use crate::table::{self, Facts};
use crate::words::{Act, Moment, Side};
use crate::{Aftercare, Case, Decision, Result, store};
use db::Tx;
use orders::Order;
use serde_json::json;

/// What the rules said.
pub(crate) struct Asked {
    pub moment: Moment,
    pub version: i64,
    /// The code of the rule that decides; empty: none.
    pub rule: String,
    /// What it is called.
    pub words: String,
    pub act: Option<Act>,
    pub amount: i64,
    /// Code and name of those that only propose.
    pub proposed: Vec<(String, String)>,
    pub shadow: Vec<String>,
    pub facts: Facts,
}

impl Aftercare {
    /// Asks the rules that hold now. Outside of a transaction: it takes some milliseconds.
    pub(crate) async fn ask_rules(
        &self,
        case: &Case,
        order: &Order,
        known: &Evidence,
        moment: Moment,
    ) -> Result<Asked> {
        let set = self.rules().await?;
        let facts = facts(case, order, known, self.ambient().now());
        let said = table::ask(&set.rules, &[(moment, facts.clone())])?.into_iter().next().unwrap_or_default();
        let (rule, amount, act) = outcome(&said, &facts);
        let name = |rule: &table::Rule| format!("{} / {}", rule.zh, rule.en);
        Ok(Asked {
            moment,
            version: set.version,
            words: said.rule.as_ref().map(name).unwrap_or_default(),
            proposed: said.proposed.iter().map(|rule| (rule.code.clone(), name(rule))).collect(),
            shadow: said.shadow,
            rule,
            act,
            amount,
            facts,
        })
    }

    /// For replays, and for whoever looks at the case.
    pub(crate) async fn note_rules(&self, tx: &mut Tx, case: &Case, asked: &Asked) -> Result<()> {
        let facts = serde_json::to_string(&asked.facts).unwrap_or_default();
        let decision = Decision {
            dispute: case.id,
            moment: asked.moment,
            version: asked.version,
            rule: asked.rule.clone(),
            act: asked.act,
            amount: asked.amount,
            shadow: asked.shadow.clone(),
            facts,
        };
        store::rules::note(tx, &decision, self.ambient().now()).await?;
        for (code, words) in &asked.proposed {
            let data = json!({ "rule": code, "version": asked.version });
            let said = Said { side: Side::System, who: code, kind: "proposed", text: words, data };
            self.append(tx, case.id, said).await?;
        }
        Ok(())
    }

    /// Whether nobody was shown a unit meanwhile that the rules took for never shown, and nothing went back. Units that
    /// are still unseen are taken back here: they can be shown to nobody any more.
    pub(crate) async fn still_holds(&self, tx: &mut Tx, case: &Case, asked: &Asked) -> Result<bool> {
        let number = |name: &str| asked.facts.get(name).and_then(serde_json::Value::as_i64).unwrap_or(0);
        let unseen = number("units") - number("units_shown");
        if asked.act != Some(Act::Refund) || asked.amount < case.amount || unseen == 0 {
            return Ok(true);
        }
        let recalled = orders::recall(tx, case.merchant, case.order, &case.lines).await?;
        Ok(i64::try_from(recalled).unwrap_or(0) >= unseen)
    }
}
