/**
 * States of Terraform, told as the AWS CLI would tell of the same: resources of their own that belong to one thing (a table and its routes,
 * a group and its rules) come together, and what AWS makes by itself with a VPC is added as it begins.
 */
@NullMarked
package dev.postern.server.imported.terraform;

import org.jspecify.annotations.NullMarked;
