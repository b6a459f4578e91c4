//! Rows applied to settings: known keys, each with the place where its value goes.

use serde::de::MapAccess;

use super::Row;
use super::slot::{Keyed, Slot};
use crate::text::strict::Table;

/// Settings that are being read by their rows.
pub struct Reader<'c, C: 'static> {
    /// The rows of the keys.
    pub rows: &'static [Row<C>],
    /// What is filled.
    pub settings: &'c mut C,
    /// The whole text that is read; entries find their line in it.
    pub text: &'c str,
}

impl<C> Keyed for Reader<'_, C> {
    fn keys(&self) -> Vec<&'static str> {
        keys(self.rows)
    }

    fn slot(&mut self, key: &'static str) -> Option<Slot<'_>> {
        slot(self.rows, key, self.settings, self.text)
    }
}

impl<C> Table for Reader<'_, C> {
    fn keys(&self) -> Vec<&'static str> {
        keys(self.rows)
    }

    fn set<'de, A: MapAccess<'de>>(
        &mut self,
        key: &'static str,
        map: &mut A,
    ) -> Result<(), A::Error> {
        let keyed: &mut dyn Keyed = self;
        Table::set(keyed, key, map)
    }
}

/// The keys of the rows.
pub fn keys<C>(rows: &[Row<C>]) -> Vec<&'static str> {
    rows.iter().map(|row| row.key).collect()
}

/// Where the value of a key goes; `None` if there is no row for it.
pub fn slot<'c, C>(
    rows: &'static [Row<C>],
    key: &'static str,
    settings: &'c mut C,
    text: &'c str,
) -> Option<Slot<'c>> {
    let row = rows.iter().find(|row| row.key == key)?;
    Some(row.kind.slot(settings, text))
}
