//! The JSON schema of `tikicheck.yaml`, made from the settings table.

use serde_json::{Value, json};

use super::Config;
use super::settings::SETTINGS;
use super::table::{self, definitions, part};

/// The JSON schema of the configuration, for editors, as the text of a file.
#[must_use]
pub fn schema() -> String {
    let mut schema = part([
        (
            "$schema",
            json!("https://json-schema.org/draft/2020-12/schema"),
        ),
        ("title", json!("tikicheck.yaml")),
        (
            "description",
            json!(
                "Settings of tikicheck, which keeps the pages of a migrated wiki true to the wiki text they carry."
            ),
        ),
        ("type", json!(["object", "null"])),
    ]);
    schema.extend(table::schema(SETTINGS, Some(&Config::default())));
    schema.extend(part([("$defs", definitions().into())]));
    format!("{:#}\n", Value::Object(schema))
}
