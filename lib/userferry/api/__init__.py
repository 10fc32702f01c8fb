"""Speak to a tenant: token, rate limit, retry, jobs, users, log-in; the only room that speaks HTTP."""

from userferry.api.answers import GRANTED_AT, LACKS_SCOPE, grant_words
from userferry.api.connections import (
    Connection,
    create_connection,
    get_connection,
    list_connections,
    update_connection,
)
from userferry.api.factors import list_authentication_methods
from userferry.api.jobs import (
    MAX_FRAMING_BYTES,
    Job,
    JobErrors,
    JobStatus,
    JobSummary,
    RowError,
    RowErrorDetail,
    create_export,
    create_import,
    framing_bytes,
    get_job,
    get_job_errors,
    wait_for_job,
)
from userferry.api.links import download_export
from userferry.api.login import LoginAnswer, LoginVerdict, login
from userferry.api.organizations import (
    MAX_MEMBERS,
    Member,
    Organization,
    add_members,
    assign_member_roles,
    create_organization,
    list_members,
    list_organizations,
)
from userferry.api.permissions import (
    Permission,
    add_role_permissions,
    list_direct_permissions,
    list_role_permissions,
)
from userferry.api.roles import (
    MAX_ROLE_USERS,
    Role,
    assign_role,
    create_role,
    list_role_users,
    list_roles,
)
from userferry.api.selfservice import ask_for_password, sign_up
from userferry.api.session import Answer, Session
from userferry.api.tickets import create_password_ticket
from userferry.api.users import (
    count_users,
    delete_user,
    delete_user_by_email,
    get_user,
    get_users_by_email,
    patch_user,
    search_users,
)

__all__ = [
    "GRANTED_AT",
    "LACKS_SCOPE",
    "MAX_FRAMING_BYTES",
    "MAX_MEMBERS",
    "MAX_ROLE_USERS",
    "Answer",
    "Connection",
    "Job",
    "JobErrors",
    "JobStatus",
    "JobSummary",
    "LoginAnswer",
    "LoginVerdict",
    "Member",
    "Organization",
    "Permission",
    "Role",
    "RowError",
    "RowErrorDetail",
    "Session",
    "add_members",
    "add_role_permissions",
    "ask_for_password",
    "assign_member_roles",
    "assign_role",
    "count_users",
    "create_connection",
    "create_export",
    "create_import",
    "create_organization",
    "create_password_ticket",
    "create_role",
    "delete_user",
    "delete_user_by_email",
    "download_export",
    "framing_bytes",
    "get_connection",
    "get_job",
    "get_job_errors",
    "get_user",
    "get_users_by_email",
    "grant_words",
    "list_authentication_methods",
    "list_connections",
    "list_direct_permissions",
    "list_members",
    "list_organizations",
    "list_role_permissions",
    "list_role_users",
    "list_roles",
    "login",
    "patch_user",
    "search_users",
    "sign_up",
    "update_connection",
    "wait_for_job",
]
