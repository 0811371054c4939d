//! A short way to say a table, the same on SQLite and on PostgreSQL, so that a
//! migration reads as the list of its columns.

use sea_orm_migration::prelude::*;

/// What a column holds.
#[derive(Clone, Copy)]
enum Type {
    Uuid,
    Text,
    Int,
    Big,
    Bool,
    Time,
    Date,
    Json,
    Blob,
}

/// One column; not null unless said otherwise.
#[derive(Clone, Copy)]
pub(crate) struct Column {
    name: &'static str,
    of_type: Type,
    null: bool,
    key: bool,
    unique: bool,
    of: Option<&'static str>,
}

impl Column {
    const fn new(name: &'static str, of_type: Type) -> Self {
        Self { name, of_type, null: false, key: false, unique: false, of: None }
    }
    pub(crate) const fn uuid(name: &'static str) -> Self {
        Self::new(name, Type::Uuid)
    }
    pub(crate) const fn text(name: &'static str) -> Self {
        Self::new(name, Type::Text)
    }
    /// 32 bits.
    pub(crate) const fn int(name: &'static str) -> Self {
        Self::new(name, Type::Int)
    }
    /// 64 bits.
    pub(crate) const fn big(name: &'static str) -> Self {
        Self::new(name, Type::Big)
    }
    pub(crate) const fn bool(name: &'static str) -> Self {
        Self::new(name, Type::Bool)
    }
    /// An instant, UTC, to the microsecond.
    pub(crate) const fn time(name: &'static str) -> Self {
        Self::new(name, Type::Time)
    }
    /// A day of the calendar.
    pub(crate) const fn date(name: &'static str) -> Self {
        Self::new(name, Type::Date)
    }
    /// An opaque payload: what is filtered or joined gets a column of its own.
    pub(crate) const fn json(name: &'static str) -> Self {
        Self::new(name, Type::Json)
    }
    /// Bytes.
    pub(crate) const fn blob(name: &'static str) -> Self {
        Self::new(name, Type::Blob)
    }
    pub(crate) const fn null(mut self) -> Self {
        self.null = true;
        self
    }
    /// Part of the primary key.
    pub(crate) const fn key(mut self) -> Self {
        self.key = true;
        self
    }
    pub(crate) const fn unique(mut self) -> Self {
        self.unique = true;
        self
    }
    /// A foreign key to `id` of `table`.
    pub(crate) const fn of(mut self, table: &'static str) -> Self {
        self.of = Some(table);
        self
    }

    fn definition(self) -> ColumnDef {
        let mut column = ColumnDef::new(self.name);
        match self.of_type {
            Type::Uuid => column.uuid(),
            Type::Text => column.text(),
            Type::Int => column.integer(),
            Type::Big => column.big_integer(),
            Type::Bool => column.boolean(),
            Type::Time => column.timestamp_with_time_zone(),
            Type::Date => column.date(),
            Type::Json => column.json_binary(),
            Type::Blob => column.blob(),
        };
        if self.null {
            column.null()
        } else {
            column.not_null()
        };
        if self.unique {
            column.unique_key();
        }
        column
    }
}

/// Creates a table. Neither database indexes a foreign key by itself: a
/// migration does, unless another index begins with the column.
pub(crate) async fn create(manager: &SchemaManager<'_>, name: &'static str, columns: &[Column]) -> Result<(), DbErr> {
    let mut table = Table::create();
    table.table(name);
    let mut key = Index::create();
    for column in columns {
        table.col(column.definition());
        if column.key {
            key.col(column.name);
        }
        if let Some(target) = column.of {
            table.foreign_key(ForeignKey::create().from(name, column.name).to(target, "id"));
        }
    }
    table.primary_key(&mut key);
    manager.create_table(table).await
}

/// Adds a column, which is null in the rows that are there.
pub(crate) async fn add(manager: &SchemaManager<'_>, table: &'static str, column: Column) -> Result<(), DbErr> {
    manager.alter_table(Table::alter().table(table).add_column(column.definition()).to_owned()).await
}

/// An index over the columns, in their order.
pub(crate) async fn index(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    index_named(manager, table, columns, false, "ix").await
}

/// A UNIQUE constraint over the columns; rows with a null are free of it.
pub(crate) async fn unique(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    index_named(manager, table, columns, true, "uq").await
}

async fn index_named(
    manager: &SchemaManager<'_>,
    table: &'static str,
    columns: &[&'static str],
    unique: bool,
    prefix: &str,
) -> Result<(), DbErr> {
    let mut index = Index::create();
    index.name(format!("{prefix}_{table}_{}", columns.join("_"))).table(table);
    if unique {
        index.unique();
    }
    for column in columns {
        index.col(*column);
    }
    manager.create_index(index).await
}

/// Drops tables, in the order given.
pub(crate) async fn drop(manager: &SchemaManager<'_>, tables: &[&'static str]) -> Result<(), DbErr> {
    for table in tables {
        manager.drop_table(Table::drop().table(*table).to_owned()).await?;
    }
    Ok(())
}
