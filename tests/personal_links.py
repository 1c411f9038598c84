"""What the erasure of an account does with each link from a table to a person; `test_personal` keeps it whole."""

# Every link from a table of ours to a person, and what happens to it when the account is erased.
# stays: it points at a row without a name. goes: the row is deleted. emptied: the link is taken away.
LINKS = {
    "accounts.Closure.answered_by": "stays",
    "accounts.Closure.closed_by": "stays", "accounts.Closure.lifted_by": "stays", "accounts.Closure.person": "goes",
    "accounts.Introduction.person": "goes",
    "accounts.Person_groups.person": "stays", "accounts.Person_user_permissions.person": "stays",
    "accounts.RoleGrant.granted_by": "stays", "accounts.RoleGrant.person": "stays",
    "accounts.StaffProposal.confirmed_by": "stays", "accounts.StaffProposal.person": "stays",
    "accounts.StaffProposal.proposed_by": "stays",
    "core.StreamEntry.actor": "stays", "core.SuppressionLift.lifted_by": "stays",
    "files.Arriving.person": "goes", "files.File.person": "stays", "files.LibraryFile.deleted_by": "stays",
    "files.LibraryFile.person": "stays", "forum.Mention.person": "stays", "forum.TopicSummary.person": "stays",
    "moderation.Case.appeal_by": "stays", "moderation.Case.assignee": "stays", "moderation.Case.author": "stays",
    "moderation.Case.decided_by": "stays", "moderation.CaseNote.person": "stays", "moderation.Flag.person": "stays",
    "moderation.UndoneAct.by": "stays", "notifications.InboundMail.decided_by": "stays",
    "notifications.InboundMail.person": "goes", "notifications.MailWishes.person": "goes",
    "notifications.Notice.person": "goes", "notifications.ReplyAddress.person": "goes",
    "files.LibraryWatch.person": "goes", "spaces.Draft.person": "goes", "wiki.WatchWish.person": "goes",
    "wiki.Watching.person": "goes",
    "accounts.DataExport.person": "goes",
    "wiki.Archive.person": "goes", "wiki.TranslationClaim.person": "goes", "wiki.PageProposal.person": "stays",
    "wiki.PageProposal.reviewer": "stays", "publishing.TakenOver.taken_by": "stays",
    "publishing.Suggestion.closed_by": "stays", "publishing.DraftLook.made_by": "stays",
    "forum.Block.blocked": "goes", "forum.Block.person": "goes", "forum.JoiningAsk.asked_by": "stays",
    "forum.Comment.decided_by": "stays",
    "forum.Translation.person": "stays", "forum.TranslationWish.claimed_by": "emptied",
    "forum.TranslationWish.wished_by": "emptied",
    "forum.CategoryReading.person": "goes", "forum.OrganisationFollowing.person": "goes",
    "forum.Post.person": "stays", "forum.PostRevision.replaced_by": "stays", "forum.Thank.person": "goes",
    "forum.Topic.person": "stays", "forum.Topic.summary_by": "stays", "forum.TopicReading.person": "goes",
    "wiki.Editing.person": "goes", "wiki.PageCheck.person": "stays", "wiki.PageRevision.person": "stays",
    "spaces.SpaceSeat.given_by": "stays", "spaces.SpaceSeat.person": "goes",
    "organisations.CodeOfConduct.published_by": "stays",
    "organisations.FactorLoss.approved_by": "stays", "organisations.FactorLoss.closed_by": "stays",
    "organisations.FactorLoss.person": "goes", "organisations.FactorLoss.vouched_by": "stays",
    "organisations.HandOver.successor": "stays", "organisations.Hint.closed_by": "stays",
    "organisations.ImportFile.owner": "stays", "organisations.Invitation.accepted_by": "stays",
    "organisations.Invitation.asked_by": "emptied", "organisations.Invitation.invited_by": "stays",
    "organisations.Mandate.ended_by": "stays", "organisations.Mandate.granted_by": "stays",
    "organisations.Mandate.person": "stays", "organisations.Merge.merged_by": "stays",
    "organisations.OrganisationChange.actor": "stays", "organisations.Proposal.decided_by": "stays",
    "organisations.Seat.reviewer": "stays", "organisations.Split.split_by": "stays",
    "organisations.Task.closed_by": "stays",
    "organisations.Task.taken_by": "stays", "organisations.Wave.actor": "stays",
}  # fmt: skip
# What is left of the words afterwards, and why.
LEFT = {
    # What somebody wrote for the colleagues is the organisation's, like everything that was said under a mandate.
    "organisations_handover": "the note on the sheet",
    # What a group proposed for its entry, and told the office, is the group's.
    "organisations_proposal": "the note to the office",
    # What was said under a mandate is the organisation's.
    "forum_topic": "the title that somebody chose",
    "files_libraryfile": "title and description of a file that the space keeps",
    "forum_post": "the text that somebody wrote",
    "forum_translation": "what somebody translated",
    "forum_postrevision": "how it read before it was changed",
    "wiki_wikipage": "the page that the group wrote with others",
    "wiki_pagename": "its title",
    "wiki_pagerevision": "what somebody wrote of it",
    "organisations_hint": "what was told about an entry",
    "organisations_enquirytext": "what was written to a group; it goes with the message",
    # Mail to others, until it is purged.
    "core_mail": "mail that went to somebody else",
}
