//! The schema's history: one file per change, additive, each in a transaction
//! on both databases. A new change is a new file, listed at the end of [`Migrator`].

pub use sea_orm_migration::MigratorTrait;

use sea_orm_migration::MigrationTrait;

mod m20261121_000001_accounts;
mod m20261121_000002_processes;
mod m20261121_000003_lineage;
mod m20261121_000004_proposals;
mod m20261121_000005_comments;
mod m20261121_000006_decisions;
mod m20261121_000007_commitments;
mod m20261121_000008_operation;
mod m20261121_000009_search;
mod m20261121_000010_commitment_history;
mod m20261122_000020_log;
mod m20261122_000030_rights;
mod m20261122_000040_named_texts;
mod m20261122_000050_queue;
mod table;

/// All changes, in order.
pub struct Migrator;

#[sea_orm_migration::async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261121_000001_accounts::Migration),
            Box::new(m20261121_000002_processes::Migration),
            Box::new(m20261121_000003_lineage::Migration),
            Box::new(m20261121_000004_proposals::Migration),
            Box::new(m20261121_000005_comments::Migration),
            Box::new(m20261121_000006_decisions::Migration),
            Box::new(m20261121_000007_commitments::Migration),
            Box::new(m20261121_000008_operation::Migration),
            Box::new(m20261121_000009_search::Migration),
            Box::new(m20261121_000010_commitment_history::Migration),
            Box::new(m20261122_000020_log::Migration),
            Box::new(m20261122_000030_rights::Migration),
            Box::new(m20261122_000040_named_texts::Migration),
            Box::new(m20261122_000050_queue::Migration),
        ]
    }
}
