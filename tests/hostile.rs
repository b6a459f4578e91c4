//! The real program on what a hostile pull request can bring: it ends with 0, 1 or 2, soon, in bounded memory, and
//! nothing it says can move a cursor, hide, or give an order to a build log.
#![cfg(unix)]

#[path = "hostile/limits.rs"]
mod limits;
#[path = "hostile/names.rs"]
mod names;
#[path = "hostile/pages.rs"]
mod pages;
#[path = "hostile/places.rs"]
mod places;
#[path = "hostile/settings.rs"]
mod settings;
#[path = "hostile/site.rs"]
mod site;
