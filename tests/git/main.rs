//! Git: real repositories, real commits, the installed hook, the action; git itself is the judge.

#[path = "../support/mod.rs"]
mod support;

#[cfg(unix)]
mod action;
mod disk;
mod formats;
mod install;
mod repo;
mod scenarios;
mod story;
