use super::codes::CODES;
use serde_json::Value;
use std::fmt::Write;

/// The whole page from the document.
pub(super) fn render(document: &Value) -> String {
    let mut html = String::with_capacity(100_000);
    let title = text(document, "/info/title");
    let _ = write!(
        html,
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><link rel=\"stylesheet\" href=\"/docs/docs.css\"></head><body><header><h1>{title}</h1><p>{}</p>\
         <p>Version {} · <a href=\"/openapi.json\">openapi.json</a></p></header>",
        text(document, "/info/description"),
        text(document, "/info/version"),
    );
    let operations = operations(document);
    contents(&mut html, &operations);
    html.push_str("<main>");
    for tag in array(document, "/tags") {
        let name = tag.get("name").and_then(Value::as_str).unwrap_or_default();
        let _ = write!(html, "<section><h2>{}</h2><p>{}</p>", escape(name), text(tag, "/description"));
        operations.iter().filter(|o| o.tag == name).for_each(|o| operation(&mut html, o));
        html.push_str("</section>");
    }
    schemas(&mut html, document);
    codes(&mut html);
    html.push_str("</main></body></html>");
    html
}

struct Operation<'a> {
    method: &'a str,
    path: &'a str,
    tag: &'a str,
    id: &'a str,
    it: &'a Value,
}

fn operations(document: &Value) -> Vec<Operation<'_>> {
    let paths = document.pointer("/paths").and_then(Value::as_object);
    let mut all = Vec::new();
    for (path, item) in paths.into_iter().flatten() {
        for (method, it) in item.as_object().into_iter().flatten() {
            let tag = it.pointer("/tags/0").and_then(Value::as_str).unwrap_or_default();
            let id = it.pointer("/operationId").and_then(Value::as_str).unwrap_or_default();
            all.push(Operation { method, path, tag, id, it });
        }
    }
    all
}

fn contents(html: &mut String, operations: &[Operation]) {
    html.push_str("<nav aria-label=\"Operations\"><ul>");
    for o in operations {
        let _ = write!(
            html,
            "<li><a href=\"#{}\"><code>{} {}</code></a></li>",
            escape(o.id),
            o.method.to_uppercase(),
            escape(o.path)
        );
    }
    html.push_str(
        "<li><a href=\"#schemas\">Schemas</a></li><li><a href=\"#problems\">Problems</a></li></ul></nav>",
    );
}

fn operation(html: &mut String, o: &Operation) {
    let _ = write!(
        html,
        "<h3 id=\"{}\"><code><span class=\"method\">{}</span> {}</code></h3><p>{} {}</p>",
        escape(o.id),
        o.method.to_uppercase(),
        escape(o.path),
        text(o.it, "/summary"),
        text(o.it, "/description"),
    );
    let scope = o.it.pointer("/security/0/key/0").or_else(|| o.it.pointer("/security/0/session/0"));
    if let Some(scope) = scope.and_then(Value::as_str) {
        let _ = write!(html, "<p class=\"scope\">Scope <code>{}</code></p>", escape(scope));
    }
    parameters(html, array(o.it, "/parameters"));
    for (kind, content) in
        o.it.pointer("/requestBody/content").and_then(Value::as_object).into_iter().flatten()
    {
        let _ = write!(html, "<p>Body <code>{}</code>: {}</p>", escape(kind), type_of(content.get("schema")));
    }
    for (status, response) in o.it.pointer("/responses").and_then(Value::as_object).into_iter().flatten() {
        for (kind, content) in response.pointer("/content").and_then(Value::as_object).into_iter().flatten() {
            let (status, kind) = (escape(status), escape(kind));
            let _ = write!(
                html,
                "<p>Answer <code>{status}</code> <code>{kind}</code>: {}</p>",
                type_of(content.get("schema"))
            );
        }
    }
}

fn parameters(html: &mut String, parameters: &[Value]) {
    if parameters.is_empty() {
        return;
    }
    html.push_str(
        "<table><thead><tr><th>Parameter</th><th>In</th><th>Type</th><th></th></tr></thead><tbody>",
    );
    for p in parameters {
        let needed = if p.get("required") == Some(&Value::Bool(true)) { " (required)" } else { "" };
        let (name, place, description) = (text(p, "/name"), text(p, "/in"), text(p, "/description"));
        let kind = type_of(p.get("schema"));
        let _ = write!(
            html,
            "<tr><td><code>{name}</code>{needed}</td><td>{place}</td><td>{kind}</td><td>{description}</td></tr>"
        );
    }
    html.push_str("</tbody></table>");
}

fn schemas(html: &mut String, document: &Value) {
    html.push_str("<section><h2 id=\"schemas\">Schemas</h2>");
    for (name, schema) in
        document.pointer("/components/schemas").and_then(Value::as_object).into_iter().flatten()
    {
        let name = escape(name);
        let _ = write!(
            html,
            "<h3 id=\"schema-{name}\"><code>{name}</code></h3><p>{}</p>",
            text(schema, "/description")
        );
        let parts = std::iter::once(schema).chain(array(schema, "/allOf"));
        html.push_str("<table><tbody>");
        for part in parts {
            if part.get("$ref").is_some() {
                let _ = write!(html, "<tr><td>all of</td><td>{}</td><td></td></tr>", type_of(Some(part)));
            }
            properties(html, part);
        }
        html.push_str("</tbody></table>");
    }
    html.push_str("</section>");
}

fn properties(html: &mut String, schema: &Value) {
    let required = array(schema, "/required");
    for (name, property) in schema.pointer("/properties").and_then(Value::as_object).into_iter().flatten() {
        let needed = if required.iter().any(|r| r == name) { "" } else { " (optional)" };
        let (name, kind, description) =
            (escape(name), type_of(Some(property)), text(property, "/description"));
        let _ = write!(
            html,
            "<tr><td><code>{name}</code>{needed}</td><td>{kind}</td><td>{description}</td></tr>"
        );
    }
}

fn codes(html: &mut String) {
    html.push_str("<section><h2 id=\"problems\">Problems</h2><table><thead><tr><th>Code</th><th>Status</th><th></th></tr></thead><tbody>");
    for (code, status, meaning) in CODES {
        let _ = write!(
            html,
            "<tr id=\"{code}\"><td><code>{code}</code></td><td>{status}</td><td>{}</td></tr>",
            escape(meaning)
        );
    }
    html.push_str("</tbody></table></section>");
}

/// A schema in one line: a name with a link, or the plain type.
fn type_of(schema: Option<&Value>) -> String {
    let Some(schema) = schema else { return String::new() };
    if let Some(name) = schema.get("$ref").and_then(Value::as_str).and_then(|r| r.rsplit('/').next()) {
        let name = escape(name);
        return format!("<a href=\"#schema-{name}\"><code>{name}</code></a>");
    }
    let one_of: Vec<String> = array(schema, "/oneOf").iter().map(|s| type_of(Some(s))).collect();
    if !one_of.is_empty() {
        return one_of.join(" or ");
    }
    let kind = match schema.get("type") {
        Some(Value::String(kind)) => escape(kind),
        Some(Value::Array(kinds)) => {
            kinds.iter().filter_map(Value::as_str).map(escape).collect::<Vec<_>>().join(" or ")
        }
        _ => "any".to_owned(),
    };
    match schema.get("items") {
        Some(items) => format!("{kind} of {}", type_of(Some(items))),
        None => kind,
    }
}

fn array<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text(value: &Value, pointer: &str) -> String {
    escape(value.pointer(pointer).and_then(Value::as_str).unwrap_or_default())
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
