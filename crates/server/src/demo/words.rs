use super::Note;
use super::note::FILE;
use std::io::IsTerminal;
use std::path::Path;

/// What to open, how to log in, and a purchase that can be pasted. Passwords are shown to a person at a terminal only;
/// a log gets the name of the file that holds them.
pub fn welcome(note: &Note, data: &Path) -> String {
    let (base, file) = (&note.base_url, data.join(FILE));
    let file = file.display();
    let seen = std::io::stdout().is_terminal();
    let who = |title: &str, email: &str, password: &str| {
        format!(
            "  {title:<10} {email:<24} {}\n",
            if seen { password } else { "(password in the file below)" }
        )
    };
    let (operator, staff, buyer) = (&note.operator, &note.merchant, &note.buyer);
    let people = [
        who("Buyer", &buyer.email, &buyer.password),
        who("Merchant", &staff.email, &staff.password),
        who("Operator", &operator.email, &operator.password),
    ];
    format!(
        "\n  豆蔻 Cardamom: the demo shop is open. All goods, brands and money are invented.\n\n\
         \x20 Shop       {base}/\n  API        {base}/docs\n{}  File       {file}\n\n\
         Buy the first offer as a partner, by API:\n\n{}\n",
        people.concat(),
        curl(&file.to_string()),
    )
}

/// The key is read from the file, so that it is in no history of a shell.
fn curl(file: &str) -> String {
    format!(
        r#"  DEMO='{file}'
  field() {{ sed -n "s/.*\"$1\": \"\($2[^\"]*\)\".*/\1/p" "$DEMO"; }}
  curl -s "$(field base_url http)/v1/orders" -H "Authorization: Bearer $(field api_key sk_ | tail -n 1)" \
    -H "Idempotency-Key: $(date +%s%N)" -H 'Content-Type: application/json' \
    -d '{{"lines":[{{"offer":"'"$(field id off_ | head -n 1)"'","quantity":1}}],"pay":"wallet","reveal":true}}'"#
    )
}
