//! The matrix as reviewers read it, and what must hold of it.

use super::*;
use std::fmt::Write;
use uuid::Uuid;

fn user(confirmed: bool, held: Vec<Held>) -> Actor {
    Actor::User { id: AccountId(Uuid::from_u128(1)), confirmed, auth_level: 1, held }
}

fn process(n: u128) -> ProcessId {
    ProcessId(Uuid::from_u128(n))
}

/// The whole matrix as one table: a change of policy is reviewed as a diff of it.
#[test]
fn the_whole_matrix_is_reviewed() {
    let mut table = format!("{:<24}", "");
    for role in Role::ALL {
        for scope in Scope::ALL {
            write!(
                table,
                " {:<13}",
                format!("{}/{}", role.as_str().get(..6).unwrap_or(role.as_str()), &scope.as_str()[..4])
            )
            .expect("a string");
        }
    }
    table.push('\n');
    for action in Action::ALL {
        write!(table, "{:<24}", action.as_str()).expect("a string");
        for role in Role::ALL {
            for scope in Scope::ALL {
                write!(table, " {:<13}", cell(*role, *scope, *action).as_str()).expect("a string");
            }
        }
        table.push('\n');
    }
    let table: String = table.lines().map(|line| format!("{}\n", line.trim_end())).collect();
    insta::assert_snapshot!("policy", table);
}

#[test]
fn a_visitor_writes_nothing() {
    for action in Action::ALL {
        let permitted = permit(&Actor::Visitor, *action, About::default(), 1).is_ok();
        assert_eq!(permitted, *action == Action::Read, "{action}");
    }
}

#[test]
fn an_unconfirmed_account_is_told_to_confirm_not_that_it_may_not() {
    let denial = permit(&user(false, vec![]), Action::Vote, About::default(), 1);
    assert_eq!(denial, Err(Denial::Confirm));
    let admin = Held { role: Role::Admin, process: None, organisation: None };
    assert_eq!(permit(&user(false, vec![admin]), Action::ManageGrants, About::default(), 1), Err(Denial::Role));
}

#[test]
fn an_instructor_of_another_process_decides_nothing_here() {
    let elsewhere = Held { role: Role::Instructor, process: Some(process(2)), organisation: None };
    let about = About::process(process(1));
    assert_eq!(permit(&user(true, vec![elsewhere]), Action::Answer, about, 1), Err(Denial::Role));
    let here = Held { role: Role::Instructor, process: Some(process(1)), organisation: None };
    assert_eq!(permit(&user(true, vec![here]), Action::Answer, about, 1).map(|p| p.role()), Ok(Role::Instructor));
}

#[test]
fn nobody_judges_their_own_contribution() {
    let me = AccountId(Uuid::from_u128(1));
    for (role, action) in [
        (Role::Instructor, Action::Answer),
        (Role::Moderator, Action::Moderate),
        (Role::Instructor, Action::DecideAdmissibility),
    ] {
        let held = Held { role, process: None, organisation: None };
        let about = About::process(process(1)).by(me);
        assert_eq!(permit(&user(true, vec![held]), action, about, 1), Err(Denial::OwnWork), "{action}");
    }
}

#[test]
fn nobody_judges_what_their_own_organisation_wrote() {
    let (ours, theirs) = (OrganisationId(Uuid::from_u128(5)), OrganisationId(Uuid::from_u128(6)));
    let colleague = Held { role: Role::Instructor, process: None, organisation: Some(ours) };
    let by =
        |organisation| About::process(process(1)).by(AccountId(Uuid::from_u128(9))).in_the_name_of(Some(organisation));
    assert_eq!(permit(&user(true, vec![colleague]), Action::Answer, by(ours), 1), Err(Denial::OwnWork));
    assert!(permit(&user(true, vec![colleague]), Action::Answer, by(theirs), 1).is_ok());
    assert_eq!(permit(&user(true, vec![colleague]), Action::EditProposal, by(ours), 1), Err(Denial::Role));
}

#[test]
fn only_the_author_corrects() {
    let about = About::process(process(1)).by(AccountId(Uuid::from_u128(9)));
    assert_eq!(permit(&user(true, vec![]), Action::EditProposal, about, 1), Err(Denial::Role));
}

#[test]
fn staff_actions_ask_for_a_strong_enough_session_and_votes_do_not() {
    let admin = Held { role: Role::Admin, process: None, organisation: None };
    let actor = user(true, vec![admin]);
    assert_eq!(permit(&actor, Action::ManageGrants, About::default(), 2), Err(Denial::AuthLevel));
    assert!(permit(&actor, Action::Vote, About::default(), 2).is_ok());
}
