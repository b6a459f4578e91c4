//! The library on its own: constructs, conformance pages, reports and settings, without the program.

mod config_schema;
mod conformance;
mod constructs;
mod corpus;
mod human_report;
