package dev.postern.model.iam;

import dev.postern.model.Entity;

/** The entities of IAM and STS. */
public sealed interface IamResource extends Entity
        permits Account,
                User,
                Group,
                AccessKey,
                Role,
                InstanceProfile,
                ManagedPolicy,
                Session,
                UserSession,
                OidcProvider,
                SamlProvider,
                ServiceCredential,
                AccountSettings {}
