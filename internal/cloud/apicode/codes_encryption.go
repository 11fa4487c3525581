// SPDX-License-Identifier: MPL-2.0

package apicode

// kmsCodes say that the key which encrypts the disk cannot be used.
func kmsCodes() []Row {
	return []Row{
		row("InvalidKmsKey", Ineligible, KindEncryptionKeyUnusable, "instance_id",
			"The key that encrypts the disk of the instance is disabled.",
			"Enable the key in the KMS console"+again),
		row("InvalidClusterKms", Ineligible, KindEncryptionKeyUnusable, "instance_id",
			"RDS may not use the key that encrypts the disk of the instance.",
			"Let the account owner authorize RDS for KMS: the RDS console offers it in the disk encryption "+
				"settings. Then run the same command again."),
		row("KmsApiError *Kms* Forbidden.KeyNotFound Forbidden.AliasNotFound", Ineligible, KindEncryptionKeyUnusable,
			"instance_id",
			"The key that encrypts the disk of the instance cannot be used.",
			"Check in the KMS console that the key exists, is enabled and is not about to be deleted"+again),
		row("NoActiveBYOK", Unknown, KindDiskNotEncrypted, "",
			"The disk of the instance is not encrypted.",
			"Nothing needs to be done."),
		row("ByokInsnameAndRegionAllEmpty", Invalid, KindValueRefused, "",
			"The call names neither an instance nor a region.",
			"Set instance_id"+again),
	}
}
